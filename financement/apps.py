from django.apps import AppConfig


class FinancementConfig(AppConfig):
    name = "financement"
