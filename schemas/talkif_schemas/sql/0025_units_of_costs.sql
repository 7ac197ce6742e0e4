-- Segments of text messages, and input that a language model's vendor had kept, have prices of their own.

ALTER TABLE call_costs
  DROP CONSTRAINT call_costs_unit_check,
  ADD CONSTRAINT call_costs_unit_check CHECK (unit IN (
    'minute', 'message', 'segment', 'second', 'input_token', 'cached_input_token', 'output_token', 'character'));
