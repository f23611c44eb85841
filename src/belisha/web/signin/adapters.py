"""Adapters: what django-allauth asks of us: our words, our limits, who may come in by which way.

Room: web.signin. allauth's views do the work (docs/adr/0043); here is where its ways and ours differ.
Next door: `accounts.delays` counts wrong passwords; `people.links` makes links by e-mail.
"""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from belisha.schools.accounts.delays import DELAYS
from belisha.schools.accounts.models import Account
from belisha.schools.people import services
from belisha.web.security import address_of

WRONG = "Your e-mail address or your password is wrong"


class Backend(AuthenticationBackend):
    """A demonstration account can be used on a demonstration only, whatever else somebody knows of it."""

    def user_can_authenticate(self, user: Any) -> bool:
        return super().user_can_authenticate(user) and (settings.BELISHA_DEMO or not user.demonstration)


class Accounts(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": WRONG,
        "incorrect_code": "That code is wrong, or it was used already. Wait for the next one",
        "incorrect_password": "That password is wrong",
        "enter_current_password": "That is not your password of now",
        "too_many_login_attempts": "Too many wrong codes. Wait five minutes, or use your passkey",
        "rate_limited": "That was tried too often. Wait a minute, then go on",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False  # an account comes with an invitation

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        wait = DELAYS.wait(credentials.get("email", ""), address_of(request))
        if wait:
            raise ValidationError(
                f"Wrong too often. Wait {wait} second{'s' if wait > 1 else ''}, then try again; "
                "or sign in with a passkey or a link by e-mail, for which there is no wait"
            )

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        account = super().authenticate(request, **credentials)
        if account is not None and not account.is_active:
            account = None
        if account is None:
            DELAYS.failed(credentials.get("email", ""), address_of(request))
        else:
            DELAYS.succeeded(credentials.get("email", ""))
        return account

    def is_reauthentication_required(self, *, app: str, **named: Any) -> bool:
        from belisha.web.door import is_fresh

        return not is_fresh(context.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Whoever has neither password nor second factor proves who they are as they came: by a link."""
        by_link = {"id": "link", "description": "Get a link by e-mail", "url": reverse("ask-for-link")}
        return super().get_reauthentication_methods(user) or [by_link]

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    def add_message(self, *args: Any, **named: Any) -> None:
        """The page that follows shows what was done."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """allauth sends nothing itself: every mail goes through `post.send`."""


class SecondFactors(DefaultMFAAdapter):
    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": Accounts.error_messages["incorrect_code"]}

    def get_totp_issuer(self) -> str:
        return "Belisha"

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            raise ValidationError(
                "The secret key of this installation has changed; ask for a new second factor"
            ) from None

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Never the last one of somebody who needs one."""
        return not services.needs_second_factor(authenticator.user) or (
            type(authenticator)
            .objects.filter(user=authenticator.user, type__in=["totp", "webauthn"])
            .exclude(pk=authenticator.pk)
            .exists()
        )

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        return {**super().get_public_key_credential_user_entity(user), "display_name": user.email}


def _cipher() -> Fernet:
    made = HKDF(SHA256(), 32, None, b"belisha second factors").derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(made))


class Services(DefaultSocialAccountAdapter):
    """Google Workspace, Microsoft Entra or another OpenID provider, set for the installation."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Lets in who is known; links a person to the address that their school's own service vouches for; nobody else."""
        address, service = _verified_address(sociallogin), sociallogin.account.provider
        if sociallogin.is_existing:
            known = AuthBackend.user_can_authenticate(sociallogin.user)
            if known and services.is_trusted(sociallogin.user, address, service):
                return
            raise ImmediateHttpResponse(_unknown(request))
        account = services.account_vouched_for(address, service)
        if account is None or not AuthBackend.user_can_authenticate(account):
            raise ImmediateHttpResponse(_unknown(request))
        sociallogin.connect(request, account)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **named: Any) -> None:
        raise ImmediateHttpResponse(
            render(request, "signin/service_failed.html", {"title": "Signing in did not work"}, status=403)
        )


AuthBackend = Backend()


def _verified_address(sociallogin: Any) -> str:
    """The address that the service has verified; "" where it says so of none. Microsoft says it as `xms_edov`."""
    data = sociallogin.account.extra_data
    claims = data.get("userinfo") or data.get("id_token") or {}
    told = {**(data.get("id_token") or {}), **claims}
    if str(told.get("email_verified")).lower() == "true" or str(told.get("xms_edov")).lower() in ("true", "1"):
        return str(told.get("email") or "")
    return ""


def _unknown(request: HttpRequest) -> HttpResponse:
    return render(request, "signin/service_failed.html", {"title": "Your school has not let you in yet"}, status=403)


__all__ = ["Account", "Accounts", "Backend", "SecondFactors", "Services"]
