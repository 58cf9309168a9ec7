CREATE INDEX CONCURRENTLY by_user ON purchases (user_id);
