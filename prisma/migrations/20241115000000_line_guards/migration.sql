-- An entry's line is one that exists, and stays the line it was entered on: a line with entries is neither renamed nor removed.
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_programme_id_office_line_fkey"
    FOREIGN KEY ("programme_id", "office", "line") REFERENCES "budget_line"("programme_id", "office", "line")
    ON DELETE RESTRICT ON UPDATE RESTRICT;

-- A line begins with nothing spent: a balance is the sum of its entries, and of nothing else.
CREATE TRIGGER "budget_line_begins_empty" BEFORE INSERT ON "budget_line"
    FOR EACH ROW WHEN (NEW."disbursed" <> 0 OR NEW."returned" <> 0) EXECUTE FUNCTION refuse_balance_change();
