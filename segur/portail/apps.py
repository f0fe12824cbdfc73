from django.apps import AppConfig


class PortailConfig(AppConfig):
    name = "segur.portail"
    label = "portail"

    def ready(self) -> None:
        # Models cannot be imported before the registry is ready; transitions register themselves when imported.
        from segur.portail import droits, infections, successions
        from segur.portail.api.evenements import declarer_les_evenements
        from segur.portail.calendriers import transitions  # noqa: F401

        infections.declarer()
        successions.declarer()
        droits.declarer()
        declarer_les_evenements()
