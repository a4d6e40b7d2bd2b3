"""The league table (bảng xếp hạng): units compared by a published formula over published rows."""
