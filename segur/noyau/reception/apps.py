from django.apps import AppConfig


class ReceptionConfig(AppConfig):
    name = "segur.noyau.reception"
    label = "reception"
