"""Exports of press databases: many articles in one file, as Nexis, Factiva and Europresse make them."""
