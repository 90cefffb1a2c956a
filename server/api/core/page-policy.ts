/**
 * The content security policy of one page (CSP level 3). A script runs when it carries this answer's nonce, or was
 * brought by one that does; inline handlers never. Style elements need the nonce as well (public/look.js hands it
 * to those that libraries make), style attributes do not: charts and menus place themselves by them.
 */
export function pagePolicy(nonce: string, { development }: { readonly development: boolean }): string {
  return [
    "default-src 'self'",
    // React's development build explains errors by eval
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    "script-src-attr 'none'",
    "style-src 'self'",
    `style-src-elem 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${development ? " ws: wss:" : ""}`,
    "manifest-src 'self'",
    "worker-src 'self'",
    "object-src 'none'",
    "frame-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}
