"""The folder of a pack; nothing here is ever run."""
