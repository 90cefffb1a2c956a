#!/bin/sh
# Runs once, when the database folder is made: the two logins of the app, and the Inngest server's own database.
set -eu
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  -v owner="$OWNER_PASSWORD" -v app="$APP_PASSWORD" -v jobs="$INNGEST_DB_PASSWORD" <<'SQL'
CREATE ROLE amarktai_app NOLOGIN;
CREATE ROLE amarktai_owner LOGIN PASSWORD :'owner';
CREATE ROLE amarktai_login LOGIN PASSWORD :'app' IN ROLE amarktai_app;
CREATE DATABASE amarktai OWNER amarktai_owner;
REVOKE CONNECT, TEMPORARY ON DATABASE amarktai FROM PUBLIC;
GRANT CONNECT ON DATABASE amarktai TO amarktai_login;
CREATE ROLE inngest LOGIN PASSWORD :'jobs';
CREATE DATABASE inngest OWNER inngest;
REVOKE CONNECT, TEMPORARY ON DATABASE inngest FROM PUBLIC;
SQL
