"""The production files, read and never started: known variables, one scheduler, durable queue, honest clock."""

import ast
import re
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest
import yaml

from segur.celery import app

RACINE = Path(__file__).resolve().parent.parent
COMPOSE = yaml.safe_load((RACINE / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
NGINX = re.sub(r"#.*", "", (RACINE / "production" / "nginx.conf").read_text())
PORTAIL = ["web", "worker", "worker-webhooks", "beat", "migration"]
INDISPENSABLES = {
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "URL_PUBLIQUE",
    "TRUSTED_PROXIES",
    "DATABASE_URL",
    "REDIS_URL",
    "SEGUR_DOCUMENTS",
    "EMAIL_URL",
    "DEFAULT_FROM_EMAIL",
}
# Without them the settings are those of production.
INTERDITES = {"DEBUG", "SEGUR_DEMO", "SEGUR_HTTPS"}
SECRETS = {"SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD"}


def variables_lues_par_les_reglages() -> set[str]:
    """First argument of every `env(…)` and `env.something(…)` of the settings."""
    arbre = ast.parse((RACINE / "segur" / "settings.py").read_text())
    return {
        str(noeud.args[0].value)
        for noeud in ast.walk(arbre)
        if isinstance(noeud, ast.Call) and noeud.args and isinstance(noeud.args[0], ast.Constant)
        if re.fullmatch(r"env(\.\w+)?", ast.unparse(noeud.func))
    }


def interpolations(valeur: object) -> set[tuple[str, str]]:
    """Name and operator of each `${NAME…}`: `:?` is required, `:-` has a default."""
    return set(re.findall(r"(?<!\$)\$\{(\w+)(:?[?-]?)", str(valeur)))


def commande(nom: str) -> str:
    valeur = SERVICES[nom].get("command", "")
    return valeur if isinstance(valeur, str) else " ".join(valeur)


@pytest.mark.parametrize("nom", PORTAIL)
def test_chaque_variable_est_lue_par_les_reglages(nom):
    assert set(SERVICES[nom]["environment"]) - variables_lues_par_les_reglages() == set()


@pytest.mark.parametrize("nom", PORTAIL)
def test_les_variables_indispensables_sont_donnees(nom):
    assert INDISPENSABLES - set(SERVICES[nom]["environment"]) == set()
    assert INTERDITES & set(SERVICES[nom]["environment"]) == set()


def test_les_listes_de_ce_test_suivent_les_reglages():
    assert (INDISPENSABLES | INTERDITES) - variables_lues_par_les_reglages() == set()


def test_la_documentation_presente_chaque_variable():
    documentees = re.findall(r"^\| `([A-Z0-9_]+)` \|", (RACINE / "docs" / "exploitation.md").read_text(), re.MULTILINE)

    assert sorted(documentees) == sorted(variables_lues_par_les_reglages())


def test_les_secrets_viennent_de_l_environnement_et_sont_exiges():
    assert {couple for couple in interpolations(COMPOSE) if couple[0] in SECRETS} == {(nom, ":?") for nom in SECRETS}


def test_chaque_variable_a_fournir_est_dans_l_exemple():
    exemple = (RACINE / "production" / "env.exemple").read_text()
    exigees = {nom for nom, operateur in interpolations(COMPOSE) if operateur == ":?"}
    facultatives = {nom for nom, operateur in interpolations(COMPOSE) if operateur != ":?"}

    assert set(re.findall(r"^(\w+)=$", exemple, re.MULTILINE)) == exigees
    assert set(re.findall(r"^#(\w+)=", exemple, re.MULTILINE)) == facultatives


def test_le_mandataire_de_confiance_est_le_reseau_interne():
    sous_reseau = COMPOSE["networks"]["interne"]["ipam"]["config"][0]["subnet"]

    assert SERVICES["web"]["environment"]["TRUSTED_PROXIES"] == sous_reseau
    assert ip_network(re.search(r":-(.*)}", sous_reseau)[1]).is_private
    assert ip_address("127.0.0.1") not in ip_network(re.search(r":-(.*)}", sous_reseau)[1])
    assert set(SERVICES["web"]["networks"]) & set(SERVICES["nginx"]["networks"]) == {"interne"}


def test_seul_nginx_est_publie():
    assert [nom for nom, service in SERVICES.items() if "ports" in service] == ["nginx"]


def test_nginx_date_la_reception_et_tamponne_les_corps():
    assert re.findall(r"proxy_set_header\s+X-Received-At\s+(\S+);", NGINX) == ["$msec"]
    assert re.findall(r"proxy_request_buffering\s+(\w+);", NGINX) == ["on"]
    assert NGINX.count("proxy_pass ") == 1
    assert "underscores_in_headers" not in NGINX


def test_nginx_laisse_passer_dix_fichiers_de_quinze_megaoctets():
    tailles = re.findall(r"client_max_body_size\s+(\d+)m;", NGINX)

    assert len(tailles) == 1
    assert int(tailles[0]) > 10 * 15


def test_un_seul_ordonnanceur():
    assert [nom for nom in SERVICES if re.search(r"\bbeat\b| -B\b", commande(nom))] == ["beat"]
    assert SERVICES["beat"]["deploy"]["replicas"] == 1


def test_redis_garde_les_taches_sur_disque():
    assert "--appendonly yes" in commande("redis")
    assert "redis:/data" in SERVICES["redis"]["volumes"]


def test_chaque_service_qui_dure_est_surveille():
    passagers = {nom for nom, service in SERVICES.items() if service.get("restart") == "no"}

    assert passagers == {"migration"}
    assert {nom for nom, service in SERVICES.items() if "healthcheck" not in service} == passagers


def test_les_dependances_attendent_une_condition():
    dependances = {
        (nom, cible, condition["condition"])
        for nom, service in SERVICES.items()
        for cible, condition in service.get("depends_on", {}).items()
    }

    for nom, cible, condition in dependances:
        attendue = "service_completed_successfully" if cible == "migration" else "service_healthy"
        assert (nom, cible, condition) == (nom, cible, attendue)
    assert {(nom, "migration") for nom in PORTAIL[:-1]} <= {(nom, cible) for nom, cible, _ in dependances}


def test_chaque_file_a_son_ouvrier_et_les_recepteurs_lents_la_leur():
    servies = [file for nom in SERVICES for file in re.findall(r"--queues (\S+)", commande(nom))]
    assert sorted(servies) == sorted(app.amqp.queues) == ["celery", "webhooks"]

    livraison, balayage = (
        app.amqp.router.route({}, f"segur.noyau.webhooks.tasks.{nom}")["queue"]
        for nom in ("livrer_les_evenements", "balayer")
    )
    assert (livraison.name, livraison.routing_key) == ("webhooks", "webhooks")
    assert (balayage.name, balayage.routing_key) == ("celery", "celery")


def test_les_volumes_sont_declares():
    utilises = {
        volume.partition(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", [])
        if re.match(r"\w+:", volume)
    }

    assert utilises == set(COMPOSE["volumes"])


def test_l_image_ne_tourne_pas_en_administrateur():
    lignes = (RACINE / "Dockerfile").read_text().splitlines()

    assert [ligne for ligne in lignes if ligne.startswith("USER")] == ["USER portail"]
    assert any("--require-hashes" in ligne for ligne in lignes)
    assert any(ligne.startswith("HEALTHCHECK") for ligne in lignes)
    assert not [ligne for ligne in lignes if re.match(r"(ENV|ARG)\b.*SECRET", ligne)]


def test_nginx_ne_parle_qu_un_tls_a_jour() -> None:
    """TLS 1.2 and 1.3, forward secrecy and authenticated encryption; a name that is not ours gets no handshake."""
    (suites,) = re.findall(r"ssl_ciphers\s+(\S+);", NGINX)

    assert re.findall(r"ssl_protocols\s+([^;]+);", NGINX) == ["TLSv1.2 TLSv1.3"]
    assert [
        suite for suite in suites.split(":") if not re.fullmatch(r"ECDHE-(ECDSA|RSA)-(AES\d+-GCM|CHACHA20).*", suite)
    ] == []
    assert "ssl_reject_handshake on;" in NGINX
    assert "ssl_session_tickets off;" in NGINX


def test_un_programme_n_est_pas_renvoye_vers_https() -> None:
    """In clear, a page is sent to HTTPS; a program is refused, so that its token does not go on crossing in clear."""
    (en_clair,) = [bloc for bloc in NGINX.split("server {") if "return 301" in bloc]

    assert re.search(r"location ~ \^/\(api\|webhooks\)/ {\s+return 403;", en_clair)
    assert "proxy_pass" not in en_clair


def test_nginx_ecrit_par_dessus_ce_que_le_client_pretend() -> None:
    ecrits = dict(re.findall(r"proxy_set_header\s+(\S+)\s+(\S+);", NGINX))

    assert {nom: ecrits[nom] for nom in ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded")} == {
        "X-Forwarded-For": "$remote_addr",
        "X-Forwarded-Proto": "$scheme",
        "X-Forwarded-Host": '""',
        "Forwarded": '""',
    }


def test_nginx_ne_montre_ni_dossier_ni_version_ni_sonde() -> None:
    assert "server_tokens off;" in NGINX
    assert not re.search(r"autoindex\s+on|\broot\s|\balias\s", NGINX)
    assert re.search(r"location = /readyz {\s+return 404;", NGINX)


def test_l_image_ne_contient_ni_historique_ni_tests_ni_secrets() -> None:
    laisses = (RACINE / ".dockerignore").read_text().split()

    assert {".git", "tests", "docs", "var", "production/env", "production/certificats", "outils/*"} <= set(laisses)


def test_la_base_et_la_file_ne_sortent_pas_et_ont_un_mot_de_passe() -> None:
    assert COMPOSE["networks"]["interne"]["internal"] is True
    assert {nom: SERVICES[nom]["networks"] for nom in ("postgres", "redis")} == {
        "postgres": ["interne"],
        "redis": ["interne"],
    }
    assert "--requirepass" in commande("redis")
    assert all(SERVICES[nom]["cap_drop"] == ["ALL"] for nom in PORTAIL)


def test_nginx_ne_garde_aucune_reponse() -> None:
    assert not re.search(r"proxy_cache|proxy_store|fastcgi_cache", NGINX)
