"""What the code never does, read from its text: dangerous calls, weak primitives, texts glued into SQL or pages."""

import ast
import re
from collections.abc import Callable, Iterator

import pytest

from tests.test_architecture import RACINE, arbres, gabarits

PRODUIT = ("segur", "candidatures", "preuves", "financement", "production")
Lieu = tuple[str, ast.Call, str]


def appels() -> Iterator[Lieu]:
    for fichier, arbre in arbres(*PRODUIT):
        for noeud in ast.walk(arbre):
            if isinstance(noeud, ast.Call):
                yield str(fichier), noeud, ast.unparse(noeud.func)


APPELS = list(appels())


def option(appel: ast.Call, nom: str) -> object:
    return next((ast.unparse(cle.value) for cle in appel.keywords if cle.arg == nom), None)


def interpole(noeud: ast.AST) -> bool:
    """A text put together from others: f"…{x}", "…" + x, "…" % x, "…".format(x)."""
    assemble = isinstance(noeud, ast.JoinedStr | ast.BinOp)
    return assemble or (isinstance(noeud, ast.Call) and ast.unparse(noeud.func).endswith(".format"))


def importes() -> set[tuple[str, str]]:
    trouves = set()
    for fichier, arbre in arbres(*PRODUIT):
        for noeud in ast.walk(arbre):
            noms = [alias.name for alias in noeud.names] if isinstance(noeud, ast.Import) else []
            noms += [
                f"{noeud.module}.{alias.name}"
                for alias in getattr(noeud, "names", [])
                if isinstance(noeud, ast.ImportFrom)
            ]
            trouves |= {(str(fichier), nom) for nom in noms}
    return trouves


INTERDITS: dict[str, Callable[[Lieu], bool]] = {
    "code made of a text": lambda lieu: lieu[2] in {"eval", "exec", "compile", "__import__"},
    "a shell": lambda lieu: lieu[2] in {"os.system", "os.popen"} or option(lieu[1], "shell") is not None,
    "a command that is not a list": lambda lieu: (
        lieu[2].startswith("subprocess.")
        and bool(lieu[1].args)
        and not isinstance(lieu[1].args[0], ast.Name | ast.List)
    ),
    "a template made of a text": lambda lieu: lieu[2] in {"Template", "engines", "from_string"},
    "a broken hash": lambda lieu: bool(re.search(r"\b(md5|sha1)\b", lieu[2])),
    "a certificate not verified": lambda lieu: (
        option(lieu[1], "verify") == "False" or "_create_unverified_context" in lieu[2] or lieu[2].endswith("CERT_NONE")
    ),
    "an opener that follows redirections": lambda lieu: lieu[2].split(".")[-1] in {"urlopen", "urlretrieve"},
    "SQL by the model's back door": lambda lieu: lieu[2].endswith((".extra", "RawSQL")),
}
ADMIS = {("an opener that follows redirections", "production/sonde.py")}  # the probe of a container, to itself


@pytest.mark.parametrize("quoi", INTERDITS)
def test_aucun_appel_dangereux(quoi: str) -> None:
    trouves = {(quoi, fichier) for fichier, appel, nom in APPELS if INTERDITS[quoi]((fichier, appel, nom))}

    assert trouves - ADMIS == set()


@pytest.mark.parametrize(
    ("source", "quoi"),
    [
        ("eval(x)", "code made of a text"),
        ("subprocess.run(f'ls {x}')", "a command that is not a list"),
        ("subprocess.run(x, shell=True)", "a shell"),
        ("hashlib.md5(x)", "a broken hash"),
        ("session.get(x, verify=False)", "a certificate not verified"),
        ("urllib.request.urlopen(x)", "an opener that follows redirections"),
    ],
)
def test_le_detecteur_voit(source: str, quoi: str) -> None:
    (appel,) = [noeud for noeud in ast.walk(ast.parse(source)) if isinstance(noeud, ast.Call)]

    assert INTERDITS[quoi](("x.py", appel, ast.unparse(appel.func)))


def test_rien_de_range_ne_redevient_du_code() -> None:
    """No pickle, marshal, shelve or YAML; XML by defusedxml alone; no weak randomness."""
    interdits = {"pickle", "marshal", "shelve", "dill", "jsonpickle", "yaml", "xml", "lxml", "random", "telnetlib"}

    trouves = {(fichier, nom) for fichier, nom in importes() if nom.split(".")[0] in interdits}

    assert {(f, n) for f, n in trouves if n.rpartition(".")[2] not in {"Element", "ParseError"}} == FICTIFS


FICTIFS = {("segur/noyau/annuaires/generation.py", "random.Random")}  # rows of test bases, the same for the same seed


def test_un_formulaire_nomme_les_champs_qu_il_prend() -> None:
    """No form, and no door of the API, takes every column of a table, nor all but some."""
    ouverts = [
        f"{fichier}:{noeud.lineno}"
        for fichier, arbre in arbres(*PRODUIT)
        for noeud in ast.walk(arbre)
        if isinstance(noeud, ast.ClassDef) and noeud.name == "Meta"
        for ligne in noeud.body
        if isinstance(ligne, ast.Assign)
        if ast.unparse(ligne.targets[0]) == "exclude" or "__all__" in ast.unparse(ligne.value)
    ]

    assert ouverts == []


def test_le_sql_recoit_ses_valeurs_en_parametres() -> None:
    """A statement put together is so from names of our own (tables, columns): each place is known, and reviewed."""
    assembles = {
        fichier
        for fichier, appel, nom in APPELS
        if nom.endswith((".execute", ".raw", ".executemany")) and appel.args and interpole(appel.args[0])
    }

    assert assembles == {
        "financement/tresorerie/sql.py",  # words of the tables of rules, and the columns of sorts that are known
        "segur/noyau/annuaires/entrepot/commun.py",
        "segur/noyau/documents/depot.py",
    }


def test_chaque_appel_au_dehors_a_un_delai() -> None:
    sans_delai = {
        fichier
        for fichier, appel, nom in APPELS
        if nom in {"OUVREUR.open", "socket.create_connection", "subprocess.run"}
        and option(appel, "timeout") is None
        and len(appel.args) < 2
    }

    assert sans_delai == set()


def test_un_texte_n_entre_dans_une_page_qu_echappe() -> None:
    """`|safe` is for the text of the REM alone, cleaned when it is imported; nothing switches escaping off in HTML."""
    surs = {
        (nom, expression)
        for nom, texte in gabarits().items()
        for expression in re.findall(r"{{\s*([\w.]+)\|[^}]*\bsafe\b", texte)
    }
    sans_echappement = {nom for nom, texte in gabarits().items() if "autoescape off" in texte and nom.endswith(".html")}

    assert {expression for _, expression in surs} == {"exigence.enonce", "scenario.enonce"}
    assert {nom for nom, _ in surs} == {"preuves/preuve.html", "preuves/chapitre.html"}
    assert sans_echappement == set()


def test_les_scripts_n_ecrivent_que_du_texte() -> None:
    """No HTML made of a text, no code made of a text, no message of another window, no global of ours."""
    scripts = {f.name: f.read_text(encoding="utf-8") for f in sorted((RACINE / "static").glob("*.js"))}
    interdits = r"\.(innerHTML|outerHTML)\s*=|insertAdjacentHTML|document\.write|\beval\(|new Function|\"message\""
    interdits += r"|__proto__|\bwindow\.\w+\s*=|= \{\};"  # an object filled under names read elsewhere has no prototype

    assert len(scripts) > 5
    assert {nom: re.findall(interdits, texte) for nom, texte in scripts.items() if re.search(interdits, texte)} == {}
    assert [nom for nom, texte in scripts.items() if '"use strict"' not in texte] == []


def test_aucune_ressource_ne_vient_d_ailleurs() -> None:
    """Scripts, styles, fonts and pictures are the portal's own: no third party learns who reads what."""
    dehors = {
        (nom, adresse)
        for nom, texte in gabarits().items()
        for adresse in re.findall(
            r"<(?:script|link|img|iframe|video|source)\b[^>]*(?:src|href)=[\"'](https?:[^\"']+)", texte
        )
    }

    assert dehors == set()


REVUES = {
    "segur/noyau/dispositifs/preuves.py",  # of the data files
    "segur/noyau/annuaires/formats.py",  # of the data files
    "segur/noyau/acces/mots_de_passe.py",  # of a data file, each word escaped
    "segur/noyau/referentiel/texte.py",  # of constants
    "segur/noyau/webhooks/regles.py",  # of constants
    "financement/formats/types.py",  # of constants
}


def test_aucune_expression_reguliere_n_est_faite_d_un_texte_saisi() -> None:
    """One that is not written in full comes from a constant or a data file: each place is known, and reviewed."""
    faites = {
        fichier
        for fichier, appel, nom in APPELS
        if re.fullmatch(r"re\.(compile|search|match|fullmatch|sub|subn|split|findall|finditer)", nom)
        and not isinstance(appel.args[0], ast.Constant)
    }

    assert faites - REVUES == set()


def test_aucun_format_ne_vient_d_une_variable() -> None:
    """`format` is called on a text written here, a constant, or a field of the registries: never on what was typed."""
    recepteurs = {nom.removesuffix(".format") for _, _, nom in APPELS if nom.endswith(".format")}
    ecrits = {nom for nom in recepteurs if nom.startswith(("'", '"')) or re.match(r"_?[A-Z][A-Z_]*\b", nom)}

    assert recepteurs - ecrits == {
        *("self.recit", "transition.recit", "geste.recit", "(recit or transition.recit)"),
        *("modele", "gabarit"),
    }


def test_aucun_chiffre_nu() -> None:
    """No cipher, no padding, no mode chosen here: only recipes that authenticate what they encrypt."""
    nus = ("primitives.ciphers", "primitives.asymmetric.padding", "Cryptodome", "Crypto.", "pyaes", "nacl")

    assert {(fichier, nom) for fichier, nom in importes() if any(nu in nom for nu in nus)} == set()


def test_les_secrets_ont_assez_de_hasard() -> None:
    """Bytes asked of the system's generator for what must not be guessed: sixteen at least."""
    demandes = {
        (fichier, nom, ast.unparse(appel.args[0]))
        for fichier, appel, nom in APPELS
        if nom in {"secrets.token_urlsafe", "secrets.token_bytes", "secrets.token_hex"} and appel.args
    }
    courtes = {d for d in demandes if d[2].isdigit() and int(d[2]) < 16}

    assert {(fichier, taille) for fichier, _, taille in courtes} == {
        ("segur/noyau/documents/autorite_de_test.py", "4"),  # name of a folder
        ("financement/forms/controle.py", "8"),  # seed of a drawing of lots, printed beside its result
    }
    assert ("segur/noyau/organisations/transitions/invitation.py", "secrets.token_urlsafe", "32") in demandes
