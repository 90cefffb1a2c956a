import type { MetadataRoute } from "next";

export default function manifest(): MetadataRoute.Manifest {
  return {
    name: "Amarktai",
    short_name: "Amarktai",
    description: "A fleet of trading bots for one owner, on paper and live.",
    start_url: "/dashboard",
    display: "standalone",
    background_color: "#0a1020",
    theme_color: "#0a1020",
    icons: [
      { src: "/icon-192.png", sizes: "192x192", type: "image/png" },
      { src: "/icon-512.png", sizes: "512x512", type: "image/png" },
      { src: "/icon-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
    ],
  };
}
