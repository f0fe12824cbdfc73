from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "segur.noyau.documents"
    label = "documents"

    def ready(self) -> None:
        # Checks register themselves when imported.
        from segur.noyau.documents import verifications  # noqa: F401
