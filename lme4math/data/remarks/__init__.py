"""The sentences of warnings that need data; those that do not are in `model/remarks/`."""
