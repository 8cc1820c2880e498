"""Campaign kits: reading a folder of plain files, checking it whole, applying it once."""
