package io.dotmac.server.platform.db.migration;

/// What must hold in the catalogue of a database that several tenants share; each is a query for what breaks it.
public enum IsolationRule {
    /// Rows of tables without `tenant_id` are everybody's, so each such table is here on purpose.
    TABLE_BELONGS_TO_NO_TENANT("""
            select {name} from {relations} and {shared} and not {of_tenants} and {name} not in
              ('public.tenants', 'public._migrations', 'public.field_keys', 'public.scheduled_tasks',
               'public.audit_database', 'notification.hearing')
            """),

    /// Without FORCE the owner sees all rows, and so do functions that act as the owner.
    ROWS_NOT_GUARDED("""
            select {name} from {relations} and {shared} and {of_tenants}
              and not (c.relrowsecurity and c.relforcerowsecurity)
            """),

    /// One policy for everybody, for all commands, for what is read and for what is written.
    NO_POLICY_BY_TENANT("""
            select {name} from {relations} and {shared} and {of_tenants} and not exists (
              select 1 from pg_policy p where p.polrelid = c.oid and p.polcmd = '*' and p.polroles = '{0}'
                and pg_get_expr(p.polqual, c.oid) like '%dotmac.tenant%'
                and pg_get_expr(p.polwithcheck, c.oid) like '%dotmac.tenant%')
            """),

    /// Policies add up, so one that lets everything through undoes the others; only the owner may have such.
    POLICY_LETS_ALL_THROUGH("""
            select {name} || ' ' || p.polname from {relations} and {all} and exists (
                select 1 from unnest(p.polroles) r where r <> c.relowner)
              and not ({name} = 'public.tenants' and p.polname = 'tenants_platform')
              and not (p.polpermissive and coalesce(pg_get_expr(p.polqual, c.oid), 'dotmac.') like '%dotmac.%'
                       and (p.polcmd in ('r', 'd')
                            or coalesce(pg_get_expr(p.polwithcheck, c.oid), '') like '%dotmac.%'))
            """, "join pg_policy p on p.polrelid = c.oid"),

    /// A view looks into its tables as its owner unless told otherwise; a materialized one has no row-level security.
    VIEW_SEES_ALL_ROWS("""
            select format('%I.%I', n.nspname, c.relname)
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where {all} and (c.relkind = 'v' and not coalesce(c.reloptions, '{}') && '{security_invoker=true,security_invoker=on}'
                             or c.relkind = 'm' and {shared})
            """),

    /// What acts as its owner must not find other tables than its author meant, nor be called by everybody.
    FUNCTION_CAN_BE_MISLED("""
            select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
            where ({all} or n.nspname = 'provisioning') and p.prosecdef
              and (not exists (select 1 from unnest(p.proconfig) s where s like 'search_path=%')
                   or exists (select 1 from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
                              where a.grantee = 0))
            """),

    /// A refused duplicate tells that another tenant has that value, unless nobody could guess it.
    UNIQUE_ACROSS_TENANTS("""
            select {name} || ' ' || i.indexrelid::regclass from {relations} and {shared} and {of_tenants}
              and i.indisunique and not exists (
                select 1 from pg_attribute a where a.attrelid = c.oid and a.attnum = any (i.indkey)
                  and (a.attname in ('tenant_id', 'token_hash') or a.atttypid = 'uuid'::regtype or a.attidentity <> ''))
              and i.indexrelid::regclass::text !~ '(^|\\.)(users_email_key|oidc_links_pkey)$'
            """, "join pg_index i on i.indrelid = c.oid"),

    /// What the running server owns it could also unguard.
    OWNED_BY_ANOTHER("""
            select format('%I.%I', n.nspname, c.relname) || ' is ' || pg_get_userbyid(c.relowner) || '''s'
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where {all} and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and pg_get_userbyid(c.relowner) <> :owner
            union all
            select 'schema ' || n.nspname || ' is ' || pg_get_userbyid(n.nspowner) || '''s' from pg_namespace n
            where {all} and pg_get_userbyid(n.nspowner) <> :owner
            """),

    /// TRUNCATE knows no row-level security, REFERENCES tells what is there.
    RIGHT_BEYOND_ROWS("""
            select {name} || ': ' || a.privilege_type || ' to ' || {grantee} from {relations} and {all}
              and a.grantee <> c.relowner
              and (a.grantee = 0 or a.privilege_type not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE') or a.is_grantable)
            """, "cross join aclexplode(c.relacl) a"),

    /// The log-in and what tenants have in common: no power, nothing inherited.
    ROLE_TOO_MIGHTY("""
            select rolname from pg_roles
            where rolname in (:app, :owner, 'dotmac_tenant')
              and (rolsuper or rolbypassrls or rolcreatedb or rolcreaterole or rolreplication
                   or rolname = :app and rolinherit or rolname = 'dotmac_tenant' and rolcanlogin)
            """),

    /// Each tenant has a role of its own that nobody can log in as.
    TENANT_ROLE_NOT_PLAIN("""
            select t.schema_name from public.tenants t left join pg_roles r on r.rolname = t.schema_name
            where t.schema_level > 0
              and (r.oid is null or r.rolcanlogin or r.rolsuper or r.rolbypassrls or r.rolcreatedb or r.rolcreaterole
                   or r.rolreplication)
            """),

    /// A tenant's role is what the log-in takes on, and is itself no other tenant's.
    TENANT_ROLE_SHARED("""
            select pg_get_userbyid(m.member) || ' is member of ' || pg_get_userbyid(m.roleid) from pg_auth_members m
            where pg_get_userbyid(m.member) ~ '^tenant_' and pg_get_userbyid(m.roleid) <> 'dotmac_tenant'
               or pg_get_userbyid(m.roleid) ~ '^tenant_' and pg_get_userbyid(m.member) not in (:app, 'dotmac_roles')
               or pg_get_userbyid(m.member) = :app and pg_get_userbyid(m.roleid) !~ '^tenant_'
            """),

    /// Nobody but its tenant's role gets into a schema, and that role makes nothing there.
    TENANT_SCHEMA_OPEN("""
            select n.nspname || ': ' || a.privilege_type || ' to ' || {grantee}
            from pg_namespace n cross join aclexplode(n.nspacl) a
            where {tenant} and a.grantee <> n.nspowner
              and ({grantee} <> n.nspname or a.privilege_type <> 'USAGE' or a.is_grantable)
            """),

    /// Nobody but its tenant's role gets at a table, and at the list of migrations nobody at all.
    TENANT_TABLE_OPEN("""
            select format('%I.%I', n.nspname, c.relname) || ': ' || a.privilege_type || ' to ' || {grantee}
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            cross join lateral (select * from aclexplode(c.relacl) union all
              select x.* from pg_attribute t cross join aclexplode(t.attacl) x where t.attrelid = c.oid) a
            where {tenant} and a.grantee <> c.relowner and ({grantee} <> n.nspname or c.relname = '_migrations')
            """),

    /// Nor at tables to come.
    TENANT_DEFAULTS_OPEN("""
            select n.nspname || ': ' || a.privilege_type || ' to ' || {grantee}
            from pg_default_acl d join pg_namespace n on n.oid = d.defaclnamespace cross join aclexplode(d.defaclacl) a
            where {tenant} and a.grantee <> d.defaclrole and {grantee} <> n.nspname
            """),

    /// The second lock: the role alone sees nothing, the transaction must also name the tenant.
    TENANT_TABLE_NOT_GUARDED("""
            select {name} from {relations} and {tenant} and c.relname <> '_migrations'
              and not (c.relrowsecurity and c.relforcerowsecurity and exists (
                select 1 from pg_policy p join public.tenants t on t.schema_name = n.nspname
                where p.polrelid = c.oid and p.polcmd = '*' and p.polroles = '{0}'
                  and pg_get_expr(p.polqual, c.oid) like '%dotmac.tenant%' || t.id || '%'
                  and pg_get_expr(p.polwithcheck, c.oid) like '%dotmac.tenant%' || t.id || '%'))
            """),

    /// Every row of the business can be told, dated, undone and merged.
    BASE_COLUMN_MISSING("""
            select {name} || '.' || b.name from {relations} and {tenant} and c.relname <> '_migrations' and not exists (
              select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = b.name and not a.attisdropped
                and a.atttypid = b.type::regtype and a.attnotnull = b.needed)
            union all
            select {name} || ' has another key than id' from {relations} and {tenant} and b.name = 'id'
              and c.relname <> '_migrations' and not exists (
                select 1 from pg_index i where i.indrelid = c.oid and i.indisprimary
                  and exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'id'
                                and a.attnum = any (i.indkey)))
            """, """
            cross join (values ('id', 'uuid', true), ('created_at', 'timestamptz', true),
              ('updated_at', 'timestamptz', true), ('deleted_at', 'timestamptz', false),
              ('created_by', 'uuid', false), ('updated_by', 'uuid', false), ('version', 'bigint', true))
              b (name, type, needed)
            """);

    private final String sql;

    IsolationRule(String sql) {
        this(sql, "");
    }

    IsolationRule(String sql, String join) {
        this.sql = sql.replace(
                        "{relations}",
                        "pg_class c join pg_namespace n on n.oid = c.relnamespace " + join
                                + " where c.relkind in ('r', 'p')")
                .replace("{name}", "format('%I.%I', n.nspname, c.relname)")
                .replace("{grantee}", "case a.grantee when 0 then 'everybody' else pg_get_userbyid(a.grantee) end")
                .replace("{all}", "n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'provisioning')")
                .replace("{tenant}", "n.nspname ~ '^tenant_'")
                .replace(
                        "{shared}",
                        "n.nspname !~ '^(pg_|tenant_)' and n.nspname not in ('information_schema', 'provisioning')")
                .replace(
                        "{of_tenants}",
                        "exists (select 1 from pg_attribute t where t.attrelid = c.oid and t.attname = 'tenant_id'"
                                + " and not t.attisdropped)");
    }

    String sql() {
        return sql;
    }

    /// For messages.
    public String text() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }
}
