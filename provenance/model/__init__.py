"""The ground floor: frozen data that every other folder talks in."""
