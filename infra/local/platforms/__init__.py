"""Loopback stand-ins for Facebook, Zalo and the staff's login, with a shop window on the product.

They keep the platforms' rules (windows, tokens, single uses, limits), speak their wire formats and sign what
they send. The product is reached by its own doors only: signed webhooks in, the sending APIs out. Nothing
here is deployed.

    outside   what the launcher left: run.json, secrets.json, the province files
    store     one SQLite file; world.py, parcels.py and zalo_oauth.py keep their rows in it
    *_rules   pure: may this be sent?          *_events   pure: what does the webhook look like?
    facebook, zalo, issuer, control, window    the HTTP doors
    deliver   posts signed webhooks, in order, again until they are taken
"""
