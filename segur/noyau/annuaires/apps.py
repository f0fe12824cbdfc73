from django.apps import AppConfig


class AnnuairesConfig(AppConfig):
    name = "segur.noyau.annuaires"
    label = "annuaires"

    def ready(self) -> None:
        # Models cannot be imported before the registry is ready; transitions register themselves when imported.
        from segur.noyau.annuaires import transitions

        transitions.declarer_les_rapports()
