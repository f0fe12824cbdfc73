from django.apps import AppConfig


class DispositifsConfig(AppConfig):
    name = "segur.noyau.dispositifs"
    label = "dispositifs"
