"""What is known of the secondary service of many orders at once: their start, the best level of each, in SQL."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import CharField, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from financement.models import Commande, Creance, JournalTransmis, MoisDeMonitoring, Part, Resiliation
from financement.regles.secondaire import calendrier
from financement.regles.secondaire.faits import Fenetre, Mois
from financement.regles.secondaire.parametres import Regime, dispositifs, regime
from financement.regles.secondaire.perf import dernier_jour
from segur.noyau.comptes.models import Acteur
from segur.noyau.temps import jour_de_paris


def avec_la_va(commandes: QuerySet[Commande]) -> QuerySet[Any]:
    """Annotated with the day of the VA, as the balance that counts declares it (`va`: a text, or None)."""
    soldes = Creance.objects.qui_comptent().filter(commande=OuterRef("pk"), part=Part.SOLDE).order_by()
    va = soldes.annotate(jour=Cast(KT("contenu__va_signee_le"), CharField())).values("jour")[:1]
    return commandes.annotate(va=Subquery(va))


def suivies(acteur: Acteur) -> QuerySet[Any]:
    """The orders whose secondary service has started, or will: a VA is declared, the dispositif has such a service."""
    siennes = Commande.objects.visibles_par(acteur).filter(
        statut=Commande.Statut.VALIDEE, dispositif__code__in=dispositifs()
    )
    return avec_la_va(siennes).filter(va__isnull=False)


def debut_de(commande: Commande) -> date | None:
    """Of an order annotated by `avec_la_va`."""
    va = getattr(commande, "va", None)
    return calendrier.demarrage(date.fromisoformat(va)) if va else None


def en_mois(mois: MoisDeMonitoring) -> Mois:
    return Mois(mois.mois, mois.dt, mois.dm, mois.t, mois.tq, mois.ts)


def transmis(journal: JournalTransmis, versions: Iterable[MoisDeMonitoring]) -> list[MoisDeMonitoring]:
    """Among all the versions of the months of its client, those that it was sent with, by month."""
    tenus = {}
    for mois in sorted(versions, key=lambda m: (m.mois, -m.pk)):
        courait = mois.remplacee_le is None or mois.remplacee_le > journal.transmis_le
        if courait and journal.periode_du <= mois.mois <= journal.periode_au:
            tenus[mois.mois] = mois
    return list(tenus.values())


def corriges(journal: JournalTransmis, versions: Collection[MoisDeMonitoring]) -> list[MoisDeMonitoring]:
    """The months of its period that no longer have the values that it was sent with, as they are now."""
    partis = {mois.mois: en_mois(mois) for mois in transmis(journal, versions)}
    actuels = sorted((m for m in versions if m.remplacee_le is None), key=lambda m: m.mois)
    return [mois for mois in actuels if mois.mois in partis and en_mois(mois) != partis[mois.mois]]


# ---- one line of the list -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Suivi:
    """Where one client stands on a day. `regime`: of that day."""

    commande: Commande
    debut: date
    regime: Regime
    meilleure: Fenetre | None
    manquants: list[date]
    connus: int
    journal: JournalTransmis | None
    resiliation: Resiliation | None
    mois: list[MoisDeMonitoring] = field(default_factory=list)

    @property
    def limite(self) -> date:
        return calendrier.limite_de_la_demande(debut=self.debut, regime=self.regime)

    @property
    def fin(self) -> date:
        return calendrier.fin_de_l_observation(debut=self.debut, regime=self.regime)

    @property
    def perf(self) -> object:
        return self.meilleure.perf if self.meilleure else None


def suivre(commandes: Iterable[Commande], le: datetime) -> list[Suivi]:
    """Of orders annotated by `avec_la_va`, with their dispositif; in their order, in a constant number of queries."""
    jour, lues = jour_de_paris(le), list(commandes)
    pks = [commande.pk for commande in lues]
    meilleures = fenetres_en_sql(jour, pks)
    mois: dict[int, list[MoisDeMonitoring]] = {pk: [] for pk in pks}
    for ligne in MoisDeMonitoring.objects.actuels().filter(commande__in=pks).order_by("mois"):
        mois[ligne.commande_id].append(ligne)
    journaux = {j.commande_id: j for j in JournalTransmis.objects.filter(commande__in=pks).order_by("pk")}
    fins = {r.commande_id: r for r in Resiliation.objects.actuelles().filter(commande__in=pks)}
    trouves = []
    for commande in lues:
        debut, textes = debut_de(commande), regime(commande.dispositif.code, jour)
        if debut is None or textes is None:
            continue
        siens = mois[commande.pk]
        manquants = calendrier.mois_manquants(debut=debut, connus={m.mois for m in siens}, jour=jour, regime=textes)
        trouves.append(
            Suivi(
                commande,
                debut,
                textes,
                meilleures.get(commande.pk),
                manquants,
                len(siens),
                journaux.get(commande.pk),
                fins.get(commande.pk),
                siens,
            )
        )
    return trouves


# ---- PERF in SQL ----------------------------------------------------------------------------------------------------

_RANG = {
    "postgresql": "CAST(EXTRACT(YEAR FROM m.mois) AS INTEGER) * 12 + CAST(EXTRACT(MONTH FROM m.mois) AS INTEGER) - 1",
    "sqlite": "CAST(strftime('%%Y', m.mois) AS INTEGER) * 12 + CAST(strftime('%%m', m.mois) AS INTEGER) - 1",
}
# A month is told by its rank, year × 12 + month − 1: a window of n months holds n rows only when none is missing.
_SQL = """
WITH departs AS (
  SELECT c.commande_id,
    CAST(substr(c.contenu ->> 'va_signee_le', 1, 4) AS INTEGER) * 12
      + CAST(substr(c.contenu ->> 'va_signee_le', 6, 2) AS INTEGER) AS premier
  FROM financement_creance c JOIN financement_commande o ON o.id = c.commande_id
  WHERE c.part = 'solde' AND c.deposee_le IS NOT NULL AND c.statut NOT IN ('rejetee', 'retiree')
    AND o.dispositif_id IN (SELECT id FROM dispositifs_dispositif WHERE code = %s) {filtre}
), tenus AS (
  SELECT m.commande_id, {rang} AS rang, m.dt, m.dm FROM financement_moisdemonitoring m WHERE m.remplacee_le IS NULL
), fenetres AS (
  SELECT t.commande_id, t.rang, COUNT(*) OVER f AS mois, SUM(t.dt) OVER f AS dt, SUM(t.dm) OVER f AS dm
  FROM tenus t JOIN departs d ON d.commande_id = t.commande_id AND t.rang BETWEEN d.premier AND d.premier + %s - 1
  WINDOW f AS (PARTITION BY t.commande_id ORDER BY t.rang RANGE BETWEEN {avant} PRECEDING AND CURRENT ROW)
), notees AS (
  SELECT commande_id, rang, dt, dm, CASE WHEN dt <= %s THEN 0 {niveaux} ELSE 0 END AS niveau
  FROM fenetres WHERE mois = %s
), classees AS (
  SELECT commande_id, rang, dt, dm, niveau,
    ROW_NUMBER() OVER (PARTITION BY commande_id ORDER BY niveau DESC, rang) AS ordre
  FROM notees
)
SELECT commande_id, rang, dt, dm, niveau FROM classees WHERE ordre = 1
"""


def fenetres_en_sql(
    jour: date, commandes: Collection[int] | None = None, *, fournisseur: int | None = None
) -> dict[int, Fenetre]:
    """The best window of each order, as the rules would find it: one query for each dispositif that has the service."""
    trouvees: dict[int, Fenetre] = {}
    for code in dispositifs():
        textes = regime(code, jour)
        if textes is not None and (commandes is None or commandes):
            trouvees |= _meilleures(code, textes, commandes, fournisseur)
    return trouvees


def _meilleures(
    code: str, textes: Regime, commandes: Collection[int] | None, fournisseur: int | None
) -> dict[int, Fenetre]:
    sql, parametres = requete(code, textes, commandes, fournisseur)
    niveaux = textes.seuils.niveaux
    with connection.cursor() as curseur:
        curseur.execute(sql, parametres)
        return {
            pk: _fenetre(rang, int(dt), int(dm), niveaux[len(niveaux) - niveau].perf if niveau else 0, textes)
            for pk, rang, dt, dm, niveau in curseur.fetchall()
        }


def requete(
    code: str, textes: Regime, commandes: Collection[int] | None = None, fournisseur: int | None = None
) -> tuple[str, list[Any]]:
    """The one query, and its parameters. Levels count from the best, which is the highest."""
    seuils, du_filtre = textes.seuils, list[Any]()
    filtre = ""
    if commandes is not None:
        filtre, du_filtre = f"AND c.commande_id IN ({', '.join(['%s'] * len(commandes))})", list(commandes)
    if fournisseur is not None:
        filtre += " AND c.demande_id IN (SELECT id FROM financement_demandedefinancement WHERE fournisseur_id = %s)"
        du_filtre.append(fournisseur)
    niveaux = " ".join(
        f"WHEN dm * 100 >= {niveau.pour_cent} * dt THEN {len(seuils.niveaux) - rang}"
        for rang, niveau in enumerate(seuils.niveaux)
    )
    sql = _SQL.format(rang=_RANG[connection.vendor], filtre=filtre, avant=seuils.mois - 1, niveaux=niveaux)
    return sql, [code, *du_filtre, textes.mois.observation, seuils.documents, seuils.mois]


def _fenetre(rang: int, dt: int, dm: int, perf: object, textes: Regime) -> Fenetre:
    """`rang`: of its last month."""
    premier = rang - textes.seuils.mois + 1
    debut, dernier = (date(r // 12, r % 12 + 1, 1) for r in (premier, rang))
    return Fenetre(debut, dernier_jour(dernier), dt, dm, Decimal(str(perf)))
