"""One visitor and the patient that is watched: recipe, life, history, controller, forms. No Solara here."""
