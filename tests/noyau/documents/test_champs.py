import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from segur.noyau.documents.champs import DepotField
from tests.monde import PDF, fichier


def erreurs(champ: DepotField, donnees) -> list[str]:
    with pytest.raises(ValidationError) as refus:
        champ.clean(donnees)
    return refus.value.messages


def test_le_champ_annonce_ce_qu_il_prend():
    champ = DepotField(zone="documentation_dsr", multiple=True)

    assert champ.help_text == "Formats acceptés : PDF. Taille : moins de 15 Mo. 10 fichiers au plus."
    assert (champ.widget.attrs["accept"], champ.widget.attrs["multiple"]) == (".pdf", True)


def test_un_champ_simple_ne_propose_pas_d_en_choisir_plusieurs():
    assert "multiple" not in DepotField(zone="preuve").widget.attrs


def test_les_fichiers_acceptes_sont_rendus_en_liste():
    fichiers = [fichier("a.pdf"), fichier("b.pdf")]

    assert DepotField(zone="documentation_dsr", multiple=True).clean(fichiers) == fichiers
    assert DepotField(zone="preuve").clean(fichiers[0]) == fichiers[:1]


@pytest.mark.parametrize("rien", [None, [], [None]])
def test_sans_fichier(rien):
    assert DepotField(zone="preuve", required=False).clean(rien) == []
    assert erreurs(DepotField(zone="preuve"), rien) == ["Choisissez un fichier."]


@pytest.mark.exigence("E2-18")
@pytest.mark.parametrize(("nombre", "accepte"), [(9, True), (10, True), (11, False)])
def test_le_nombre_de_fichiers(nombre, accepte):
    champ = DepotField(zone="documentation_dsr", multiple=True)
    fichiers = [fichier(f"{rang}.pdf") for rang in range(nombre)]

    if accepte:
        assert champ.clean(fichiers) == fichiers
    else:
        assert erreurs(champ, fichiers) == ["11 fichiers choisis : 10 au plus sont acceptés ici."]


def test_les_defauts_de_tous_les_fichiers_sont_dits():
    messages = erreurs(
        DepotField(zone="documentation_dsr", multiple=True), [fichier("a.exe"), fichier("b.pdf", b""), fichier("c.pdf")]
    )

    assert [message.split(" »")[0] for message in messages] == ["« a.exe", "« b.pdf"]


def test_un_nom_trop_long_est_refuse():
    long = fichier("a.pdf")
    long._name = "é" * 252 + ".pdf"

    assert erreurs(DepotField(zone="preuve"), long) == [
        f"Le nom « {long.name} » dépasse 255 caractères : renommez le fichier."
    ]


def test_django_raccourcit_un_nom_trop_long_en_gardant_l_extension():
    (recu,) = DepotField(zone="preuve").clean(SimpleUploadedFile("é" * 300 + ".pdf", PDF))

    assert recu.name == "é" * 251 + ".pdf"


def test_le_navigateur_connait_les_memes_limites_que_le_portail():
    attributs = DepotField(zone="modele_asp").widget.attrs

    assert attributs == {
        "class": "fr-upload",
        "accept": ".pdf,.jpeg,.jpg,.png",
        "data-formats": "pdf,jpeg,jpg,png",
        "data-taille-max": str(4 * 1024**2 + 1),
        "data-taille-annoncee": "4 Mo au plus",
        "data-nombre-max": "1",
        "data-nom-au-plus": "50",
    }
