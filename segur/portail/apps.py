from django.apps import AppConfig


class PortailConfig(AppConfig):
    name = "segur.portail"
    label = "portail"
