"""What the portal says at its start of the libraries that examine the files."""

from importlib.util import find_spec

from segur.noyau.documents import verifications


def test_une_bibliotheque_absente_est_dite_au_demarrage(monkeypatch):
    assert verifications.bibliotheques_d_examen(None) == []
    monkeypatch.setattr(verifications, "find_spec", lambda nom: None if nom == "pikepdf" else find_spec(nom))

    (erreur,) = verifications.bibliotheques_d_examen(None)

    assert (erreur.id, "pikepdf" in erreur.msg) == ("segur.E002", True)
