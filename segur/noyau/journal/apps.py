from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "segur.noyau.journal"
    label = "journal"
