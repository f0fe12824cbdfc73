from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "segur.noyau.webhooks"
    label = "webhooks"
    verbose_name = "Webhooks"

    def ready(self) -> None:
        """Declares the transitions and the checks, and listens to the journal."""
        from segur.noyau.journal import ecriture
        from segur.noyau.webhooks import publication, transitions, verifications  # noqa: F401

        ecriture.declarer_un_temoin(publication.publier)
