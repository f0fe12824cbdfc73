from django.apps import AppConfig


class MessagerieConfig(AppConfig):
    name = "segur.noyau.messagerie"
    label = "messagerie"
