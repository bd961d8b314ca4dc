"""The database's history, one file a step; `storage.schema.migrate` walks it."""
