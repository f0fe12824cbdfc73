"""What the database itself holds about money, on both engines, whoever writes: the portal, a shell, a script.

Lines of the ledger are never changed nor erased; their totals follow them; who prepares or approves a batch never
checked one of its orders (PostgreSQL alone: a trigger of SQLite that reads the orders would forbid every later
migration of their table; there the guards hold it, and `verifier_ecritures` looks again).
"""

from django.db.backends.base.base import BaseDatabaseWrapper

from financement.regles.ecritures import PORTE_SUR

ECRITURE, POSITION = "financement_ecriture", "financement_position"
LOT, VIREMENT, LIGNE, COMMANDE, CREANCE = (
    "financement_lotdepaiement",
    "financement_virement",
    "financement_lignedepaiement",
    "financement_commande",
    "financement_creance",
)
IMMUABLE = "Une écriture ne se modifie pas et ne s’efface pas."
DERIVEE = "Une position suit ses écritures, et rien d’autre."
PERSONNES = "Qui a contrôlé une commande ne prépare ni n’approuve son paiement."
TOTAUX = ("engage", "verse", "regle", "repris")


def _ajout(total: str) -> str:
    """« verse = verse + CASE … »: what a new line adds to one total."""
    plus = [nature for nature, effets in PORTE_SUR.items() if effets.get(total) == 1]
    moins = [nature for nature, effets in PORTE_SUR.items() if effets.get(total) == -1]
    cas = "".join(f" WHEN NEW.nature = '{n}' THEN NEW.montant" for n in plus)
    cas += "".join(f" WHEN NEW.nature = '{n}' THEN -NEW.montant" for n in moins)
    return f"{total} = ROUND({total} + CASE{cas} ELSE 0 END, 2)"


_OUVRIR = (
    f"INTO {POSITION} (commande_id, part, engage, verse, regle, repris) VALUES (NEW.commande_id, NEW.part, 0, 0, 0, 0)"
)
_TOTALISER = (
    f"UPDATE {POSITION} SET {', '.join(_ajout(total) for total in TOTAUX)} "  # noqa: S608 (constants of this module)
    "WHERE commande_id = NEW.commande_id AND part = NEW.part"
)
_DU_LOT = (
    f"SELECT 1 FROM {LIGNE} l JOIN {VIREMENT} v ON v.id = l.virement_id JOIN {COMMANDE} c ON c.id = l.commande_id "  # noqa: S608
    "WHERE v.lot_id = NEW.id AND c.controlee_par_id IN (NEW.prepare_par_id, NEW.approuve_par_id)"
)
_DE_LA_LIGNE = (
    f"SELECT 1 FROM {VIREMENT} v JOIN {LOT} o ON o.id = v.lot_id JOIN {COMMANDE} c ON c.id = NEW.commande_id "  # noqa: S608
    "WHERE v.id = NEW.virement_id AND c.controlee_par_id IN (o.prepare_par_id, o.approuve_par_id)"
)
# The same of the claims that a batch pays, once they exist (migration 0012).
_CREANCES_DU_LOT = (
    f"SELECT 1 FROM {LIGNE} l JOIN {VIREMENT} v ON v.id = l.virement_id "  # noqa: S608
    f"JOIN {CREANCE} c ON c.commande_id = l.commande_id AND c.part = l.part AND c.statut = 'validee' "
    "WHERE v.lot_id = NEW.id AND c.controlee_par_id IN (NEW.prepare_par_id, NEW.approuve_par_id)"
)
_CREANCES_DE_LA_LIGNE = (
    f"SELECT 1 FROM {VIREMENT} v JOIN {LOT} o ON o.id = v.lot_id "  # noqa: S608
    f"JOIN {CREANCE} c ON c.commande_id = NEW.commande_id AND c.part = NEW.part AND c.statut = 'validee' "
    "WHERE v.id = NEW.virement_id AND c.controlee_par_id IN (o.prepare_par_id, o.approuve_par_id)"
)


def _personnes(fonction: str, *interdits: str) -> str:
    quand = " OR ".join(f"EXISTS ({interdit})" for interdit in interdits)
    return (
        f"CREATE OR REPLACE FUNCTION {fonction}() RETURNS trigger AS $$ BEGIN IF {quand} THEN "
        f"RAISE EXCEPTION '{PERSONNES}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql"
    )


_POSTGRESQL = (
    f"CREATE OR REPLACE FUNCTION ecriture_refuser() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION '{IMMUABLE}'; END $$ "
    "LANGUAGE plpgsql",
    f"CREATE TRIGGER ecriture_immuable BEFORE UPDATE OR DELETE ON {ECRITURE} "
    "FOR EACH ROW EXECUTE FUNCTION ecriture_refuser()",
    f"CREATE TRIGGER ecriture_non_vidable BEFORE TRUNCATE ON {ECRITURE} "
    "FOR EACH STATEMENT EXECUTE FUNCTION ecriture_refuser()",
    "CREATE OR REPLACE FUNCTION ecriture_totaliser() RETURNS trigger AS $$ BEGIN "
    f"INSERT {_OUVRIR} ON CONFLICT (commande_id, part) DO NOTHING; {_TOTALISER}; RETURN NULL; END $$ LANGUAGE plpgsql",
    f"CREATE TRIGGER ecriture_totalisee AFTER INSERT ON {ECRITURE} FOR EACH ROW EXECUTE FUNCTION ecriture_totaliser()",
    "CREATE OR REPLACE FUNCTION position_refuser() RETURNS trigger AS $$ BEGIN "
    f"RAISE EXCEPTION '{DERIVEE}'; END $$ LANGUAGE plpgsql",
    f"CREATE TRIGGER position_derivee BEFORE INSERT OR UPDATE OR DELETE ON {POSITION} "
    "FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION position_refuser()",
    _personnes("lot_personnes", _DU_LOT),
    f"CREATE TRIGGER lot_personnes_distinctes BEFORE UPDATE ON {LOT} FOR EACH ROW EXECUTE FUNCTION lot_personnes()",
    _personnes("ligne_personnes", _DE_LA_LIGNE),
    f"CREATE TRIGGER ligne_personnes_distinctes BEFORE INSERT OR UPDATE ON {LIGNE} "
    "FOR EACH ROW EXECUTE FUNCTION ligne_personnes()",
)
_SQLITE = (
    *(
        f"CREATE TRIGGER ecriture_sans_{geste.lower()} BEFORE {geste} ON {ECRITURE} "
        f"BEGIN SELECT RAISE(ABORT, '{IMMUABLE}'); END"
        for geste in ("UPDATE", "DELETE")
    ),
    # INSERT OR REPLACE deletes without firing the triggers of DELETE.
    f"CREATE TRIGGER ecriture_sans_remplacement BEFORE INSERT ON {ECRITURE} "  # noqa: S608 (constants of this module)
    f"WHEN EXISTS (SELECT 1 FROM {ECRITURE} WHERE id = NEW.id) "
    f"BEGIN SELECT RAISE(ABORT, '{IMMUABLE}'); END",
    f"CREATE TRIGGER ecriture_totalisee AFTER INSERT ON {ECRITURE} BEGIN INSERT OR IGNORE {_OUVRIR}; {_TOTALISER}; END",
)
_LEVER_POSTGRESQL = (
    *(
        f"DROP TRIGGER IF EXISTS {nom} ON {table}"
        for nom, table in (
            ("ecriture_immuable", ECRITURE),
            ("ecriture_non_vidable", ECRITURE),
            ("ecriture_totalisee", ECRITURE),
            ("position_derivee", POSITION),
            ("lot_personnes_distinctes", LOT),
            ("ligne_personnes_distinctes", LIGNE),
        )
    ),
    *(
        f"DROP FUNCTION IF EXISTS {nom}()"
        for nom in ("ecriture_refuser", "ecriture_totaliser", "position_refuser", "lot_personnes", "ligne_personnes")
    ),
)
_LEVER_SQLITE = tuple(
    f"DROP TRIGGER IF EXISTS {nom}"
    for nom in (
        "ecriture_sans_update",
        "ecriture_sans_delete",
        "ecriture_sans_remplacement",
        "ecriture_totalisee",
    )
)


_AVEC_LES_CREANCES = (
    _personnes("lot_personnes", _DU_LOT, _CREANCES_DU_LOT),
    _personnes("ligne_personnes", _DE_LA_LIGNE, _CREANCES_DE_LA_LIGNE),
)
_SANS_LES_CREANCES = (_personnes("lot_personnes", _DU_LOT), _personnes("ligne_personnes", _DE_LA_LIGNE))


def poser(connection: BaseDatabaseWrapper) -> None:
    """All of them, those of the first payments (migration 0007) as well as those of the claims."""
    poser_les_premiers(connection)
    etendre_aux_creances(connection)


def poser_les_premiers(connection: BaseDatabaseWrapper) -> None:
    _executer(connection, _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE)


def etendre_aux_creances(connection: BaseDatabaseWrapper) -> None:
    _executer(connection, _AVEC_LES_CREANCES if connection.vendor == "postgresql" else ())


def restreindre_aux_commandes(connection: BaseDatabaseWrapper) -> None:
    _executer(connection, _SANS_LES_CREANCES if connection.vendor == "postgresql" else ())


def lever(connection: BaseDatabaseWrapper) -> None:
    _executer(connection, _LEVER_POSTGRESQL if connection.vendor == "postgresql" else _LEVER_SQLITE)


def _executer(connection: BaseDatabaseWrapper, ordres: tuple[str, ...]) -> None:
    with connection.cursor() as curseur:
        for ordre in ordres:
            curseur.execute(ordre)
