"""What a page says (pure reading of bytes), and what is known of who says it (registries)."""
