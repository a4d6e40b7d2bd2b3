"""Loopback stand-ins for Facebook, Zalo and the staff's login, with a shop window on the product.

They keep the platforms' rules (windows, tokens, single uses, limits), speak their wire formats and sign what
they send. The product is reached by its own doors only: signed webhooks in, the sending APIs out. Nothing
here is deployed.

    outside   what the launcher left: run.json, secrets.json, the province files
    store     one SQLite file; world, marks, parcels, templates, breaches and zalo_oauth keep their rows in it
    *_rules   pure: may this be sent?          *_errors  pure: every error that can be ordered
    *_events, *_feed, *_news                   pure: what does the webhook look like?
    facebook, zalo, zalo_business, zalo_login, issuer, control, window    the HTTP doors
    say, gestures   what people do             control_events   what staff and the platform itself do
    faults, weather what goes wrong            breaches  every call that broke a platform's rule
    deliver, line   posts signed webhooks, in order, again until they are taken

Base addresses: /facebook, /zalo, /zalo-business (templates by telephone number), /zalo-oauth.
"""
