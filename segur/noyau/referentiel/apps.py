from django.apps import AppConfig


class ReferentielConfig(AppConfig):
    name = "segur.noyau.referentiel"
    label = "referentiel"
