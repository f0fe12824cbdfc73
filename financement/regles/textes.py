"""The texts that the rules of the financing cite."""

from segur.noyau.regles import Reference

AF = "AF-MDV-LGC-Va2"
WEBINAIRE = "Webinaire éditeurs du 5 juillet 2024"
FAQ_ASP = "Foire aux questions du portail Ségur numérique de l’ASP"
FOURNISSEURS = Reference(AF, "section 4.1")
DEMANDES = Reference(AF, "section VI")
ENROLEMENT = Reference(AF, "section 6.1")
HDS = Reference("Code de la santé publique", "articles L. 1111-8 et R. 1111-8-8")
TYPES_D_ENROLEMENT = Reference(WEBINAIRE, "nouveautés vague 2, enrôlement")
REVUE = Reference(WEBINAIRE, "revue des habilitations")
PIECES = Reference(FAQ_ASP, "pièces de l’enrôlement")
EDC_DU_DISTRIBUTEUR = Reference("Foire aux questions des industriels", "distributeurs et EDC PSC")
MODELES = Reference(WEBINAIRE, "transmission de modèles de documents")
