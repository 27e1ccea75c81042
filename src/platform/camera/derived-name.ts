/** Under this name the city's master key gives the key of sealed pictures. Another name would open none of them. */
export const derivedName = 'camera pictures'
