from django.test import RequestFactory

from segur.noyau.acces.adaptateurs import Adaptateur


def test_personne_n_ouvre_son_compte_seul():
    assert Adaptateur().is_open_for_signup(RequestFactory().get("/")) is False
