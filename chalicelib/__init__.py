"""The petition system, one room per step of a petition's way.

Arrows point down only (tests/test_house.py keeps them so):

    app.py  web                                    doors
    wiring                                         assembly
    intake  triage  desk  escalation  notice       the steps: strangers to one another
    admin                                          beside them: the province itself changes
    dossier  directory  opendata  hooks            and what other systems bring and take
    channel                                        wire formats of Facebook and Zalo
    ticket                                         the hub
    identity                                       who a citizen is
    province                                       tenants as data
    sla                                            working time
    schema  observe  settings  aws  vietnamese     ground
    errors

Rooms never call each other: they write events and owed notices through the ticket, and read them there.
"""
