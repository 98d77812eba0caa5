-- contracts: only record_step, which the migration before has replaced, has called it since 0.1.0
DROP FUNCTION command_text_hash(text, text, text);
