"""Documents for reports: one model, four forms (page, sheet, CSV, PDF), where they are kept and how they are sent."""
