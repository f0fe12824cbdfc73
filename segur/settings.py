"""Settings, all read from the environment. Without any, the portal runs embedded: SQLite and a broker made of files."""

import os
import tomllib
from datetime import timedelta
from pathlib import Path

import environ
from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured
from kombu import Queue

from segur.fournisseurs import fournisseurs
from segur.interface import SCHEMA, interface
from segur.journalisation import journaux
from segur.politique import politique

os.environ["OPENPYXL_LXML"] = "False"  # foreign workbooks are read by defusedxml, whatever else is installed

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

VERSION = tomllib.loads((BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("SEGUR_DEMO", default=False)
VAR_DIR = Path(env("SEGUR_VAR", default=str(BASE_DIR / "var")))
HTTPS = env.bool("SEGUR_HTTPS", default=not DEMO)
SECRET_KEY = env("SECRET_KEY", default="")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY manque dans l'environnement.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
URL_PUBLIQUE = env("URL_PUBLIQUE", default="http://localhost:8000")
# Networks whose X-Received-At header is believed, and nobody else's.
MANDATAIRES_DE_CONFIANCE = env.list("TRUSTED_PROXIES", default=[])
AVANCE_DU_MANDATAIRE = timedelta(seconds=env.int("TRUSTED_PROXY_MAX_AHEAD", default=300))
RETARD_DU_MANDATAIRE = timedelta(seconds=env.int("TRUSTED_PROXY_MAX_BEHIND", default=3600))

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "widget_tweaks",
    "dsfr",
    "segur.noyau.comptes",
    "segur.noyau.acces",
    "segur.noyau.reception",
    "segur.noyau.dispositifs",
    "segur.noyau.referentiel",
    "segur.noyau.journal",
    "segur.noyau.messagerie",
    "segur.noyau.documents",
    "segur.noyau.organisations",
    "segur.noyau.annuaires",
    "segur.noyau.jetons",
    "segur.noyau.webhooks",
    "rest_framework",
    "drf_spectacular",
    "candidatures",
    "preuves",
    "financement",
    "segur.portail",
]

MIDDLEWARE = [
    "segur.noyau.reception.ReceptionMiddleware",
    "segur.portail.parametres.ParametresMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "segur.portail.suite.SuiteMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "segur.noyau.acces.confidentialite.ConfidentialiteMiddleware",
    "segur.noyau.acces.traces.TracesMiddleware",
    "segur.noyau.jetons.middleware.JetonMiddleware",
    "segur.noyau.comptes.middleware.ConnexionMiddleware",
    "segur.noyau.comptes.middleware.ActeurMiddleware",
    "segur.noyau.acces.sessions.DureeDeSessionMiddleware",
    "segur.noyau.reception.tentatives.TentativesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "segur.noyau.comptes.voir_comme.VoirCommeMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "segur.noyau.acces.middleware.SecondFacteurMiddleware",
    "segur.noyau.acces.debit.DebitMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "segur.portail.methodes.MethodeMiddleware",
]

ROOT_URLCONF = "segur.urls"
WSGI_APPLICATION = "segur.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "segur.portail.contexte.gabarit",
            ],
            "builtins": [
                "django.templatetags.static",
                "segur.portail.templatetags.portail",
            ],
        },
    }
]

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'segur.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")  # slower than our queries
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", default="")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

AUTH_USER_MODEL = "comptes.Utilisateur"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "segur.noyau.acces.mots_de_passe.MotsDuContexte"},
    {"NAME": "segur.noyau.acces.divulgues.MotsDivulgues"},
]
# The passwords that leaks have published, as `preparer_les_mots_divulgues` writes them; without it, none is compared.
MOTS_DIVULGUES = env("SEGUR_MOTS_DIVULGUES", default="")
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portail:accueil"
ACCOUNT_ADAPTER = "segur.noyau.acces.adaptateurs.Adaptateur"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "portail:accueil"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a password or a factor changed: its holder is told
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # this session goes on; all the others end

# The national identity providers that are configured: none without an address.
FOURNISSEURS = fournisseurs(env.str)
SOCIALACCOUNT_ADAPTER = "segur.noyau.acces.rattachement.AdaptateurDesIdentites"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": FOURNISSEURS}}
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
# Whether people may also come in by an address and a password kept here.
COMPTES_LOCAUX = env.bool("SEGUR_COMPTES_LOCAUX", default=True)
if not (COMPTES_LOCAUX or FOURNISSEURS):
    raise ImproperlyConfigured("SEGUR_COMPTES_LOCAUX=0 demande au moins un fournisseur d’identité.")

# Roles whose holders need a second factor; nobody in a demonstration. Decisions of money then ask for a recent proof.
SECOND_FACTEUR = frozenset(
    env.list(
        "SEGUR_SECOND_FACTEUR",
        default=[]
        if DEMO
        else [
            *("verificateur", "responsable", "college", "direction", "pilotage", "administrateur"),
            *("gestionnaire", "valideur", "payeur"),
            *("mandataire", "representant"),
        ],
    )
)
ACCOUNT_REAUTHENTICATION_TIMEOUT = env.int("SEGUR_IDENTITE_RECENTE", default=300)  # seconds
MFA_ADAPTER = "segur.noyau.acces.adaptateurs.AdaptateurDesFacteurs"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "activate_totp": "segur.noyau.acces.facteurs.ActivationTotpForm",
    "add_webauthn": "segur.noyau.acces.facteurs.CleForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # http://localhost, for a demonstration
# Seconds: the whole life of a session, and what an agent, or anybody else, may stay away; 0 counts nothing.
SESSION_DUREE = env.int("SEGUR_SESSION_DUREE", default=8 * 3600)
SESSION_INACTIVITE = env.int("SEGUR_SESSION_INACTIVITE", default=0 if DEMO else 30 * 60)
SESSION_INACTIVITE_AUTRES = env.int("SEGUR_SESSION_INACTIVITE_AUTRES", default=0 if DEMO else 2 * 3600)
PAGES_PAR_MINUTE = env.int("SEGUR_PAGES_PAR_MINUTE", default=0 if DEMO else 600)  # read by one person, never sent
EXPORTS_PAR_MINUTE = env.int("SEGUR_EXPORTS_PAR_MINUTE", default=0 if DEMO else 60)

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "statiques"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "segur.portail.statiques.TrouveurDesApplications",
]
DOCUMENTS = {
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {"location": str(env("SEGUR_DOCUMENTS", default=str(VAR_DIR / "documents")))},
}
# An S3-compatible storage in place of the folder, as soon as a bucket is named.
S3_SEAU = env("SEGUR_S3_BUCKET", default="")
S3 = {
    "BACKEND": "segur.noyau.documents.stockage.StockageS3",
    "OPTIONS": {
        "bucket_name": S3_SEAU,
        "endpoint_url": env("SEGUR_S3_ENDPOINT", default="") or None,
        "region_name": env("SEGUR_S3_REGION", default="") or None,
        "access_key": env("SEGUR_S3_ACCESS_KEY", default="") or None,
        "secret_key": env("SEGUR_S3_SECRET_KEY", default="") or None,
        "location": env("SEGUR_S3_PREFIX", default=""),
    },
}
STORAGES = {
    "default": S3 if S3_SEAU else DOCUMENTS,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_URL = ""  # no public media folder, ever
FILE_UPLOAD_HANDLERS = ["segur.noyau.documents.televersement.PlafondDeTaille"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 500  # a whole folder of proofs, when no script sends it file by file
DSFR_USE_INTEGRITY_CHECKSUMS = False  # hashed static files change name and may change bytes

# The State's brand shows only when the operator gives it.
MARQUE_ETAT = env("SEGUR_MARQUE_ETAT", default="")
# Where a person whom no role suits is told to write (CP-06); nothing is shown without it.
ADRESSE_DU_SUPPORT = env("SEGUR_SUPPORT", default="")
# Where a flaw of the portal is reported, `mailto:` or `https:`; no security.txt without it.
CONTACT_SECURITE = env.list("SEGUR_CONTACT_SECURITE", default=["mailto:securite@portail-segur.invalid"] if DEMO else [])
NOM_DU_SERVICE = env("SEGUR_NOM_DU_SERVICE", default="Portail Ségur — démonstration" if DEMO else "Portail Ségur")

# The interoperability test platform whose reports a vendor may choose as proofs; nothing is shown without it.
GAZELLE_URL = env("GAZELLE_URL", default=f"{URL_PUBLIQUE}/demonstration/gazelle" if DEMO else "")
GAZELLE_CLE = env("GAZELLE_CLE", default="demonstration" if DEMO else "")

SIGNATURE_P12 = env("SIGNATURE_P12", default="")
SIGNATURE_MOT_DE_PASSE = env("SIGNATURE_MOT_DE_PASSE", default="")
SIGNATURE_RACINES = env("SIGNATURE_RACINES", default="")
# Time stamp authority (RFC 3161) of our signatures; without it they say the machine's time.
SIGNATURE_HORODATAGE_URL = env("SIGNATURE_HORODATAGE_URL", default="")
# Electronic signature of the convention; without an address, the vendor deposits the signed copy.
YOUSIGN_URL = env("YOUSIGN_URL", default="")
YOUSIGN_CLE = env("YOUSIGN_CLE", default="")
YOUSIGN_SECRET_WEBHOOK = env("YOUSIGN_SECRET_WEBHOOK", default="")
YOUSIGN_BAC_A_SABLE = env.bool("YOUSIGN_BAC_A_SABLE", default=False)
if YOUSIGN_URL and not (YOUSIGN_CLE and YOUSIGN_SECRET_WEBHOOK):
    raise ImproperlyConfigured("YOUSIGN_URL demande aussi YOUSIGN_CLE et YOUSIGN_SECRET_WEBHOOK.")
# Signs the archives of dossiers (Ed25519): PEM, or 32 random bytes in base64. A demonstration makes its own.
CLE_ARCHIVES = env("SEGUR_CLE_ARCHIVES", default="demonstration" if DEMO or DEBUG else "")
# Public keys (PEM, one after the other) of the private ones that signed archives before.
CLE_ARCHIVES_ANCIENNES = env("SEGUR_CLE_ARCHIVES_ANCIENNES", default="")
# How long an archive can be downloaded; made again on demand afterwards.
ARCHIVES_GARDEES_JOURS = env.int("SEGUR_ARCHIVES_JOURS", default=30)
if ARCHIVES_GARDEES_JOURS < 1:
    raise ImproperlyConfigured("SEGUR_ARCHIVES_JOURS : un jour au moins.")
# Encrypt IBANs and identity papers at rest (Fernet): the first one encrypts, all decrypt. A demonstration makes one.
CLES_DONNEES = env.list("SEGUR_CLES_DONNEES", default=["demonstration"] if DEMO or DEBUG else [])
# The account that transfers leave from; without it, no batch is exported. A demonstration has a fictitious one.
PAYEUR_NOM = env("SEGUR_PAYEUR_NOM", default="ASP (démonstration)" if DEMO or DEBUG else "")
PAYEUR_IBAN = env("SEGUR_PAYEUR_IBAN", default="FR7630001007941234567890185" if DEMO or DEBUG else "")
PAYEUR_BIC = env("SEGUR_PAYEUR_BIC", default="BDFEFRPP" if DEMO or DEBUG else "")

# Demonstrations and tests only: webhooks may then call this very machine, in plain http.
WEBHOOKS_LOCAUX = env.bool("SEGUR_WEBHOOKS_LOCAUX", default=DEMO or DEBUG)
WEBHOOKS_DELAI = env.float("SEGUR_WEBHOOKS_DELAI", default=10)  # seconds for a receiver to answer whole

# The antivirus: tcp://clamd:3310 or unix:///run/clamav/clamd.ctl. Without it every file stays « non analysé ».
CLAMD_URL = env("SEGUR_CLAMD", default="")
CLAMD_DELAI = env.int("SEGUR_CLAMD_DELAI", default=60)  # seconds, for one file
# Whether a file that the antivirus has not analysed leaves for others than its depositor, with a warning beside it.
SERVIR_NON_ANALYSE = env.bool("SEGUR_SERVIR_NON_ANALYSE", default=DEMO or DEBUG)
# The front server sends the files itself: the prefix of its internal location; empty, the portal sends them.
X_ACCEL = env("SEGUR_X_ACCEL", default="")
if X_ACCEL and S3_SEAU:
    raise ImproperlyConfigured("SEGUR_X_ACCEL demande des fichiers sur un disque : ôtez-le, ou ôtez SEGUR_S3_BUCKET.")

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="filemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)  # seconds without an answer of the relay, before the next try
EMAIL_FILE_PATH = str(VAR_DIR / "courriels")
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="ne-pas-repondre@portail-segur.invalid")

CELERY_BROKER_URL = REDIS_URL or "filesystem://"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Receivers that vendors choose, and that may be slow, hold back nothing else. A worker that names no queue serves both.
CELERY_TASK_QUEUES = [Queue("celery", routing_key="celery"), Queue("webhooks", routing_key="webhooks")]
CELERY_TASK_ROUTES = {"segur.noyau.webhooks.tasks.livrer_les_evenements": {"queue": "webhooks"}}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # the same lines as the web's
if not REDIS_URL:
    FILE_DES_TACHES = VAR_DIR / "taches"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(FILE_DES_TACHES / "messages"),
        "data_folder_out": str(FILE_DES_TACHES / "messages"),
        "control_folder": str(FILE_DES_TACHES / "controle"),
        "processed_folder": str(FILE_DES_TACHES / "faites"),
        "polling_interval": 0.1,
    }
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat")
CELERY_BEAT_SCHEDULE = {
    "courriels en attente": {"task": "segur.noyau.messagerie.tasks.balayer", "schedule": crontab()},
    "demandes à rejoindre": {"task": "segur.noyau.organisations.tasks.balayer_demandes", "schedule": crontab()},
    "revues des droits": {"task": "segur.noyau.organisations.tasks.rappeler_les_revues", "schedule": crontab(3, 6)},
    "changements du registre": {"task": "candidatures.tasks.balayer_le_registre", "schedule": crontab()},
    "certificats en attente": {"task": "preuves.tasks.balayer_certificats", "schedule": crontab()},
    "rappels d’échéance": {"task": "candidatures.tasks.envoyer_les_rappels", "schedule": crontab(minute="*/5")},
    "signatures à demander": {"task": "candidatures.tasks.balayer_signatures", "schedule": crontab()},
    "signatures à relire": {"task": "candidatures.tasks.relire_les_signatures", "schedule": crontab(minute=17)},
    "amendements à annoncer": {"task": "segur.portail.tasks.balayer_les_amendements", "schedule": crontab()},
    "webhooks en attente": {"task": "segur.noyau.webhooks.tasks.balayer", "schedule": crontab()},
    "webhooks anciens": {"task": "segur.noyau.webhooks.tasks.effacer_les_anciens", "schedule": crontab(minute=29)},
    "imports des bases": {"task": "segur.noyau.annuaires.tasks.balayer", "schedule": crontab()},
    "pièces et mandats qui expirent": {
        "task": "financement.tasks.annoncer_les_expirations",
        "schedule": crontab(minute=7),
    },
    "clients à informer": {
        "task": "financement.tasks.rappeler_les_clients_a_informer",
        "schedule": crontab(hour="7-19", minute=27),
    },
    "pièces d’identité contrôlées": {
        "task": "financement.tasks.effacer_les_identites_controlees",
        "schedule": crontab(minute=53),
    },
    "simulations en attente": {"task": "financement.tasks.balayer_les_simulations", "schedule": crontab()},
    "simulations échues": {"task": "financement.tasks.effacer_les_simulations_echues", "schedule": crontab(37)},
    "journaux de monitoring": {"task": "financement.tasks.balayer_les_journaux", "schedule": crontab()},
    "demandes de financement": {"task": "financement.tasks.balayer_les_demandes", "schedule": crontab()},
    "équilibre des écritures": {
        "task": "financement.tasks.verifier_l_equilibre",
        "schedule": crontab(hour=5, minute=13),
    },
    "archives en attente": {"task": "preuves.tasks.balayer_archives", "schedule": crontab()},
    "archives et lots échus": {"task": "preuves.tasks.retirer_ce_qui_est_echu", "schedule": crontab(minute=23)},
    "fichiers sans document": {
        "task": "segur.noyau.documents.tasks.effacer_les_fichiers_sans_document",
        "schedule": crontab(minute=43),
    },
    "fichiers non analysés": {
        "task": "segur.noyau.documents.antivirus.taches.balayer_les_fichiers_non_analyses",
        "schedule": crontab(minute="*/2"),
    },
    "base et fichiers rangés": {
        "task": "segur.noyau.documents.tasks.rapprocher_les_fichiers",
        "schedule": crontab(hour=0, minute=20),
    },
}

SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
if HTTPS:  # no other host, no subdomain, no page in clear may write or receive them
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if MANDATAIRES_DE_CONFIANCE else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = politique(origine for f in FOURNISSEURS for origine in f["settings"]["origines"])

REST_FRAMEWORK = interface(debit=env("SEGUR_API_DEBIT", default="300/min"))
SPECTACULAR_SETTINGS = SCHEMA

LOGGING = journaux(env("NIVEAU_DE_JOURNAL", default="INFO"))
