"""Dossiers of the one-stop shop (hồ sơ TTHC): other systems write where each stands, its applicant looks it up."""
