"""The only home of behaviour: every rule of the model, as small compiled functions; one module per idea."""
