"""What the pages ask of the catalogue: functions over one read-only connection, giving plain values."""
