"""Privacy: which fields of the tables that libraries brought are about a person; docs/adr/0007.

Room: schools.accounts. Ours say so in each model. A test fails for a table of a library that is not here.
"""

from __future__ import annotations

# By table: its personal fields, and the others.
OF_LIBRARIES: dict[str, tuple[set[str], set[str]]] = {
    "account.EmailAddress": ({"user", "email"}, {"id", "verified", "primary"}),
    "account.EmailConfirmation": ({"email_address"}, {"id", "created", "sent", "key"}),  # not used
    "auth.Group": (set(), {"id", "name", "permissions"}),  # not used
    "auth.Permission": (set(), {"id", "name", "content_type", "codename"}),  # not used
    "contenttypes.ContentType": (set(), {"id", "app_label", "model"}),
    "mfa.Authenticator": ({"user", "data"}, {"id", "type", "created_at", "last_used_at"}),
    "procrastinate.ProcrastinateEvent": (set(), {"id", "job", "type", "at"}),
    "procrastinate.ProcrastinateJob": (
        {"args"},  # the address that a link to sign in was asked for, until the job is done
        {
            "id", "queue_name", "task_name", "priority", "lock", "status", "scheduled_at", "attempts", "queueing_lock",
            "abort_requested", "worker",
        },
    ),
    "procrastinate.ProcrastinatePeriodicDefer": (
        set(),
        {"id", "task_name", "defer_timestamp", "job", "periodic_id"},
    ),
    "procrastinate.ProcrastinateWorker": (set(), {"id", "last_heartbeat"}),
    "sessions.Session": ({"session_data"}, {"session_key", "expire_date"}),
    "socialaccount.SocialAccount": ({"user", "uid", "extra_data"}, {"id", "provider", "last_login", "date_joined"}),
    "socialaccount.SocialApp": (
        set(),
        {"id", "provider", "provider_id", "name", "client_id", "secret", "key", "settings"},
    ),  # not used: services are settings
    "socialaccount.SocialToken": ({"account", "token", "token_secret"}, {"id", "app", "expires_at"}),  # not kept
    "usersessions.UserSession": (
        {"user", "ip", "user_agent", "data"},
        {"id", "created_at", "last_seen_at", "session_key"},
    ),
}  # fmt: skip
