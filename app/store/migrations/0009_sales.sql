-- Lines of one sale are found together, and when an account last told of a commission, without reading all that was earned.
CREATE INDEX earning_sale ON earning (account, json_extract(body, '$.original'));
CREATE INDEX earning_told ON earning (account, max(sold, json_extract(body, '$.posted_at')));
