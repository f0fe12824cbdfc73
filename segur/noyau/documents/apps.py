from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "segur.noyau.documents"
    label = "documents"
