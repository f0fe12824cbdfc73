from collections.abc import Callable

import pytest
from hypothesis import settings

from segur.noyau.comptes.models import Acteur, Appartenance, Organisation, Role, Utilisateur, acteur_pour

# A busy machine is slow, not wrong; and a run leaves nothing behind.
settings.register_profile("suite", deadline=None, database=None)
settings.load_profile("suite")


@pytest.fixture
def agent(monde) -> Callable[..., Acteur]:
    """One more person of the ANS."""

    def entrer(prenom: str, nom: str, role: str = Role.VERIFICATEUR) -> Acteur:
        personne = Utilisateur.objects.create_user(f"{prenom.lower()}@ans.example", prenom=prenom, nom=nom)
        ans = Organisation.objects.get(nature=Organisation.Nature.ANS)
        Appartenance.objects.create(utilisateur=personne, organisation=ans, role=role)
        return acteur_pour(personne)

    return entrer
