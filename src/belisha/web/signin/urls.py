"""The addresses of signing in. What is allauth's is named as allauth names it: its views find each other by these names.

Room: web.signin. Nothing else of allauth can be reached: no sign-up, no change of address, no reset by its own mail.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount.providers.openid_connect import views as openid
from django.urls import path

from belisha.web.signin import views

urlpatterns = [
    # /sign-in/
    path("sign-in/", views.SignIn.as_view(), name="account_login"),
    path("sign-in/link", views.ask_for_link, name="ask-for-link"),
    path("sign-in/second-factor", mfa.authenticate, name="mfa_authenticate"),
    path("sign-in/passkey", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/demonstration", views.demonstrate, name="demonstrate"),
    path("sign-in/inactive", account.account_inactive, name="account_inactive"),
    # /sign-in/service/<provider>/
    path("sign-in/service/<slug:provider_id>/", openid.login, name="openid_connect_login"),
    path("sign-in/service/<slug:provider_id>/back", openid.callback, name="openid_connect_callback"),
    # /sign-in/again/
    path("sign-in/again/", account.reauthenticate, name="account_reauthenticate"),
    path("sign-in/again/code", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("sign-in/again/passkey", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    # /sign-out
    path("sign-out", account.logout, name="account_logout"),
    # /links/<school>/<secret>
    path("links/<slug:school>/<str:secret>", views.link, name="link"),
    # /places/
    path("places/", views.own_places, name="places"),
    # /account/
    path("account/", mfa.index, name="mfa_index"),
    path("account/password", account.password_change, name="account_change_password"),
    path("account/password/new", account.password_set, name="account_set_password"),
    path("account/sessions", views.sessions, name="sessions"),
    path("account/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/app/remove", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/recovery-codes/new", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("account/passkeys/add", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/remove", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("account/passkeys/<int:pk>/rename", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
]
