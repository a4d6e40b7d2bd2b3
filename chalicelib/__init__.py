"""The petition system, one room per step of a petition's way.

Arrows point down only (tests/test_house.py keeps them so):

    app.py  doors                                  triggers
    web  views*  pages  openapi                    HTTP: what is read, what is shown
    wiring                                         assembly
    training                                       a province to play: the net below every way out, its clock
    open311                                        a second manner of speaking for the same things
    intake  triage  desk  escalation  notice       the steps: strangers to one another
    admin  rights  audit                           beside them: the province changes, people are forgotten
    dossier  directory  opendata  hooks            and what other systems bring and take
    account  access  limits  once                  pages and OAs; who may do what, how often, how often the same
    publish                                        what everybody may read
    channel                                        wire formats of Facebook and Zalo
    ticket                                         the hub
    identity                                       who a citizen is
    province                                       tenants as data
    sla                                            working time
    schema  observe  settings  aws  vietnamese     ground
    errors

Rooms never call each other: they write events and owed notices through the ticket, and read them there.
"""
