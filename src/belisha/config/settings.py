"""Settings: what Django is told, from the variables that `environment` read.

Room: config. Nothing else reads the environment or imports Django's settings by another way.
"""

import os
import sys

from belisha.config import environment

try:
    ENVIRONMENT = environment.read(os.environ)
except environment.SettingsError as error:
    sys.exit(f"Belisha cannot start:\n{error}")

BASE = environment.ROOT / "src" / "belisha"
DEBUG = ENVIRONMENT.debug
SECRET_KEY = ENVIRONMENT.secret_key
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)

ROOT_URLCONF = "belisha.config.urls"
WSGI_APPLICATION = "belisha.config.wsgi.application"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    "belisha.schools.drafts",
    "belisha.schools.published",
    "belisha.schools.accounts",
    "belisha.schools.people",
    "belisha.schools.record",
    "belisha.schools.post",
    "belisha.schools.rosters",
    "belisha.schools.policies",
    "belisha.schools.agreements",
    "belisha.schools.channels",
    "belisha.schools.declarations",
    "belisha.schools.asked",
    "belisha.schools.notices",
    "belisha.schools.teaching",
    "belisha.schools.reports",
    "belisha.schools.concerns",
    "belisha.web",
]
MIDDLEWARE = [
    "belisha.web.security.Headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "belisha.web.security.Limits",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE / "web" / "templates"],
        "OPTIONS": {"environment": "belisha.web.jinja.environment"},
    }
]

# The database. With none set, `manage.py` and `script/server` start the embedded one and set the variables.
DATABASES = {
    alias: found
    for alias, found in (("default", ENVIRONMENT.database), ("owner", ENVIRONMENT.owner_database))
    if found is not None
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Static files: built by script/bootstrap, served by whitenoise under names that carry a hash.
STATIC_URL = "/static/"
STATIC_ROOT = ENVIRONMENT.data / "static"
STATICFILES_DIRS = [BASE / "web" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "belisha.web.static_files.HashedStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Language and time.
LANGUAGE_CODE = "en-gb"
USE_I18N = False
TIME_ZONE = "Europe/London"
USE_TZ = True

# Who signs in. The pages are django-allauth's views with our templates (web/signin); docs/adr/0043.
AUTH_USER_MODEL = "accounts.Account"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # unique whatever its case, by a constraint on lower(email)
AUTHENTICATION_BACKENDS = ["belisha.web.signin.adapters.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "belisha.schools.accounts.passwords.GoodPassword"}]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "places"
ACCOUNT_ADAPTER = "belisha.web.signin.adapters.Accounts"
ACCOUNT_CHANGE_EMAIL = False
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account is made by following a link to its address
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_LOGOUT_REDIRECT_URL = "start"
ACCOUNT_RATE_LIMITS = {  # of allauth; signing in with a password has growing delays instead: schools/accounts/delays.py
    "change_password": "10/m/user",
    "login": "600/m/ip",  # a whole school comes from one address
    "login_failed": "10/5m/key",  # of a second factor: whoever gets here has the password
    "reauthenticate": "20/m/user",
}
ACCOUNT_REAUTHENTICATION_METHODS = {"password", "mfa"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60  # seconds
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
MFA_ADAPTER = "belisha.web.signin.adapters.SecondFactors"
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
SOCIALACCOUNT_ADAPTER = "belisha.web.signin.adapters.Services"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form may lead to no other site (web/security.py), a link may
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": list(ENVIRONMENT.services)}}
SOCIALACCOUNT_STORE_TOKENS = False
USERSESSIONS_TRACK_ACTIVITY = False
SESSION_COOKIE_AGE = 10 * 3600  # a working day
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_SAMESITE = "Lax"  # a link in a mail, and the way back from the school's sign-in service, must find it
SESSION_COOKIE_SECURE = ENVIRONMENT.behind_proxy
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# Jobs: the modules in which they are.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# Mail. With no server set it stays in the outbox: schools/post.
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
BELISHA_ADDRESS = ENVIRONMENT.address
BELISHA_MAIL = ENVIRONMENT.mail is not None
if ENVIRONMENT.mail is not None:
    globals().update(ENVIRONMENT.mail)

# Security. The headers that Django does not know are in web/security.py.
SECURE_HSTS_SECONDS = 365 * 24 * 3600  # sent on TLS only
SECURE_HSTS_INCLUDE_SUBDOMAINS = False  # the school's other sites are not ours to bind
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.behind_proxy else None
CSRF_COOKIE_HTTPONLY = True
# Not "Strict": whoever follows a draft's link from an e-mail while another tab has it open would get a second token, and the tab's forms would fail.
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = ENVIRONMENT.behind_proxy
CSRF_FAILURE_VIEW = "belisha.web.errors.forged"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
BELISHA_LARGEST_FILE = 20_000_000  # bytes of a document that is brought in
FILE_UPLOAD_MAX_MEMORY_SIZE = BELISHA_LARGEST_FILE + 100_000
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler"
]  # no file of anybody's is written to a folder
BELISHA_IMPORTS_PER_MINUTE = 10  # documents from one address
BELISHA_LONGEST_ADDRESS = 8 * 1024  # bytes of path and query: the Ask journey keeps its answers there
BELISHA_API_PER_MINUTE = ENVIRONMENT.api_per_minute  # requests from one address
BELISHA_BEHIND_PROXY = ENVIRONMENT.behind_proxy
BELISHA_DATA = ENVIRONMENT.data
BELISHA_CONCERN_KEYS = ENVIRONMENT.concern_keys
BELISHA_DEMO = ENVIRONMENT.demo

# Faults go to the terminal. No request is logged: its address could hold somebody's answers.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no links": {"()": "belisha.web.security.NoLinks"}},
    "formatters": {"no words": {"()": "belisha.web.security.NoWords"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["no links"], "formatter": "no words"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.request": {"level": "ERROR"},  # a wrong address is no news
        "django.security": {"level": "CRITICAL"},
    },
}
