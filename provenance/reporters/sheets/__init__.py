"""Sheets: long CSV tables for R, pandas and spreadsheets, one thing per row."""
