from django.apps import AppConfig


class JetonsConfig(AppConfig):
    name = "segur.noyau.jetons"
    label = "jetons"
    verbose_name = "Jetons d’API"
