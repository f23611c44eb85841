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
    "django.contrib.staticfiles",
    "belisha.schools.drafts",
    "belisha.schools.published",
    "belisha.web",
]
MIDDLEWARE = [
    "belisha.web.security.Headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "belisha.web.security.Limits",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
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
