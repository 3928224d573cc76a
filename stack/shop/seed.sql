-- What the shop starts with: 1,000 users, 5,000 products, 50,000 orders with one to three items each. Everything follows
-- from the row's number, so that every lab holds the same shop. Run as the role "shop", after schema.sql.

-- Every user's password is "firedrill", hashed with bcrypt at its least cost.
INSERT INTO users (id, email, name, password_hash, created_at)
SELECT n,
       'user' || lpad(n::text, 4, '0') || '@shop.test',
       'User ' || n,
       '$2a$04$LNIsjXG.lZwlgAksg/IhIuTo9znV0JDNrKMGF6YUfkMVpNz68vZkC',
       timestamptz '2025-01-01 00:00:00+00' + n * interval '1 hour'
FROM generate_series(1, 1000) AS n;

-- No drill can sell this much: an order that fails does so for the fault, not for want of stock.
INSERT INTO products (id, name, description, price_cents, likes, stock)
SELECT n,
       (ARRAY['Plain', 'Sturdy', 'Folding', 'Bright', 'Quiet', 'Heavy', 'Small'])[1 + n % 7] || ' ' ||
       (ARRAY['lamp', 'kettle', 'chair', 'clock', 'basket', 'ladder', 'radio', 'blanket', 'shelf', 'kite', 'drum'])[1 + n % 11] || ' ' || n,
       'Number ' || n || ' of our catalogue. Made to last, and easy to mend when it does not.',
       199 + (n * 7919) % 49800,
       (n * 104729) % 500,
       1000000000
FROM generate_series(1, 5000) AS n;

INSERT INTO orders (id, user_id, key, total_cents, created_at)
SELECT o.n,
       1 + (o.n * 7919) % 1000,
       'seed-' || o.n,
       sum(i.quantity * p.price_cents),
       timestamptz '2025-03-01 00:00:00+00' + o.n * interval '5 minutes'
FROM generate_series(1, 50000) AS o(n)
CROSS JOIN LATERAL (
    SELECT 1 + (o.n * 31 + k * 1709) % 5000 AS product_id, 1 + (o.n + k) % 3 AS quantity
    FROM generate_series(0, o.n % 3) AS k
) AS i
JOIN products AS p ON p.id = i.product_id
GROUP BY o.n;

INSERT INTO order_items (order_id, product_id, quantity, price_cents)
SELECT o.n, i.product_id, i.quantity, p.price_cents
FROM generate_series(1, 50000) AS o(n)
CROSS JOIN LATERAL (
    SELECT 1 + (o.n * 31 + k * 1709) % 5000 AS product_id, 1 + (o.n + k) % 3 AS quantity
    FROM generate_series(0, o.n % 3) AS k
) AS i
JOIN products AS p ON p.id = i.product_id;

-- The rows above brought their own ids: new ones go on from there.
SELECT setval(pg_get_serial_sequence('users', 'id'), 1000),
       setval(pg_get_serial_sequence('products', 'id'), 5000),
       setval(pg_get_serial_sequence('orders', 'id'), 50000);

ANALYZE users, products, orders, order_items;
