"""The records of an edition for other programs: JSON, with the schema that each file keeps to."""
