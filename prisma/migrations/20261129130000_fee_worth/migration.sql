-- What a fee in a coin that is neither base nor quote was worth in quote when it was booked; null where no price was known.
ALTER TABLE "fill" ADD COLUMN "feeWorth" DECIMAL(38,18);
